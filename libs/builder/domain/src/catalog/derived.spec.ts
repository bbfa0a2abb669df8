import { describe, expect, it } from '@jest/globals';
import { definedLines, lineName, type ImageDefinition } from '@quench/contracts';
import type { Asset } from './assets.js';
import { problemLine } from './problem.js';
import { readCatalog } from './read-catalog.js';

const asset = (digit: string): Asset => ({ sha256: `sha256:${digit.repeat(64)}`, size: 1 });
const assets = new Map([
  ['nginx.conf', asset('a')],
  ['site.conf', asset('b')],
  ['index.html', asset('c')],
]);
const catalogOf = (files: Readonly<Record<string, string>>) =>
  readCatalog({ definitions: new Map(Object.entries(files)), assets });
const problems = (files: Readonly<Record<string, string>>): readonly string[] =>
  catalogOf(files).problems.map(problemLine);
const read = (files: Readonly<Record<string, string>>, image: string): ImageDefinition => {
  const { definitions, problems: found } = catalogOf(files);
  const definition = definitions.find((one) => one.image === image);
  if (definition === undefined) throw new Error(found.map(problemLine).join('\n'));
  return definition;
};

const nginx = `image: nginx
summary: nginx
distribution: debian/trixie
platforms: [linux/amd64, linux/arm64]
packages: [nginx, base-files]
files: { /etc/nginx/nginx.conf: { from: nginx.conf } }
env: { LANG: C, TZ: UTC }
labels: { team: web }
accounts: { web: { uid: 1000, home: /srv } }
volumes: [/var/cache]
run: { entrypoint: [/usr/sbin/nginx], user: web }
owner: team-web
channels: ['{{ version "nginx" 1 }}']
tests: [{ boot: {} }]
`;
const site = `image: site
from: nginx
summary: The site
channels: ['{{ version "nginx" 2 }}', latest]
`;
const nodejs = `image: nodejs
summary: Node.js
distribution: debian/trixie
streams:
  '22': { packages: [node22], channels: ['22'] }
  debian-20: { packages: [node20], channels: ['20'] }
variants: { dev: { packages: [bash] } }
`;

describe('a definition that is derived from another one', () => {
  it('has all that its parent has, and channels, tests and owner of its own', () => {
    const parent = read({ 'nginx.yaml': nginx }, 'nginx');
    const { owner, ...shared } = parent;
    const own = { image: 'site', summary: 'The site', channels: ['{{ version "nginx" 2 }}', 'latest'] };
    expect(read({ 'nginx.yaml': nginx, 'site.yaml': site }, 'site')).toEqual({
      ...{ ...shared, ...own, tests: [{ name: 'structure', rung: 'structure', packages: [] }] },
      ...{ format: 3, from: { image: 'nginx', versionStream: 'default', variant: 'prod' } },
    });
    expect(owner).toBe('team-web');
    expect(parent).not.toHaveProperty('format');
  });

  it('adds packages, and says otherwise by key; what it runs it says as a whole', () => {
    const more = `${site}packages: [curl, nginx]
files: { /srv/index.html: { from: index.html }, /etc/nginx/nginx.conf: { from: site.conf } }
env: { TZ: CET }
labels: { site: shop }
accounts: { log: { uid: 1001 } }
volumes: [/srv/uploads]
workdir: /srv/www
platforms: [linux/amd64]
run: { entrypoint: [/usr/bin/site], user: log }
`;
    const found = read({ 'nginx.yaml': nginx, 'site.yaml': more }, 'site');
    expect(found).toMatchObject({
      ...{ packages: ['nginx', 'base-files', 'curl'], env: { LANG: 'C', TZ: 'CET' } },
      ...{ labels: { team: 'web', site: 'shop' }, platforms: ['linux/amd64'], volumes: ['/srv/uploads', '/var/cache'] },
      ...{ workdir: '/srv/www', run: { entrypoint: ['/usr/bin/site'], user: 'log', uid: 1001 } },
      files: { '/etc/nginx/nginx.conf': asset('b'), '/srv/index.html': asset('c') },
    });
    expect(found.accounts.map(({ name }) => name)).toEqual(['log', 'web']);
  });

  it('may be one that others are derived from', () => {
    const shop = `image: shop\nfrom: site\nsummary: x\npackages: [jq]\nenv: { TZ: CET }\nchannels: [latest]\n`;
    const found = read({ 'a.yaml': shop, 'b.yaml': `${site}packages: [curl]\n`, 'c.yaml': nginx }, 'shop');
    expect(found).toMatchObject({ packages: ['nginx', 'base-files', 'curl', 'jq'], env: { LANG: 'C', TZ: 'CET' } });
    expect(found.from).toMatchObject({ image: 'site' });
  });

  it.each([
    ['nodejs/22', ['web ← nodejs/22'], ['node22']],
    ['nodejs/debian-20', ['web ← nodejs/debian-20'], ['node20']],
  ])('is derived from the version stream that it names: %s', (from, lines, packages) => {
    const web = `image: web\nfrom: ${from}\nsummary: x\nchannels: [latest]\n`;
    const found = read({ 'nodejs.yaml': nodejs, 'web.yaml': web }, 'web');
    expect(linesOf(found)).toEqual(lines);
    expect(found.packages).toEqual(packages);
  });

  it('takes for each of its version streams the one of the same name, and for its variant dev that of the parent', () => {
    const web = `image: web
from: nodejs
summary: x
streams:
  '22': { channels: ['22'] }
  debian-20: { packages: [jq], channels: ['20'] }
variants: { dev: { packages: [make] } }
`;
    const found = read({ 'nodejs.yaml': nodejs, 'web.yaml': web }, 'web');
    expect(linesOf(found)).toEqual([
      ...['web/22 ← nodejs/22', 'web/22/dev ← nodejs/22/dev'],
      ...['web/debian-20 ← nodejs/debian-20', 'web/debian-20/dev ← nodejs/debian-20/dev'],
    ]);
    expect(found.lines?.map(({ packages }) => packages)).toEqual([
      ...[['node22'], ['node22', 'bash', 'make']],
      ...[
        ['node20', 'jq'],
        ['node20', 'bash', 'jq', 'make'],
      ],
    ]);
  });

  it('takes for its variant dev that of prod where the parent has no other', () => {
    const tools = `${site}variants: { dev: { packages: [make] } }\n`;
    const found = read({ 'nginx.yaml': nginx, 'site.yaml': tools }, 'site');
    expect(linesOf(found)).toEqual(['site ← nginx', 'site/dev ← nginx']);
    expect(found.lines?.[1]?.packages).toEqual(['nginx', 'base-files', 'make']);
  });
});

const linesOf = (definition: ImageDefinition): readonly string[] =>
  definedLines(definition).map(
    ({ from, ...line }) => `${lineName(line)} ← ${from === undefined ? '' : lineName(from)}`,
  );

describe('a mistake in what an image is derived from', () => {
  const derivedFrom = (image: string, from: string, more = ''): string =>
    `image: ${image}\nsummary: x\nfrom: ${from}\nchannels: [latest]\n${more}`;

  it.each([
    [
      'is no image of the folder, as after its retirement',
      { 'site.yaml': derivedFrom('site', 'nginy'), 'nginx.yaml': nginx },
      [
        'site.yaml:3: from: site is derived from nginy, which no definition of this folder is of. Did you mean "nginx"? Expected it there as well, or neither of both',
      ],
    ],
    [
      'is a circle',
      { 'a.yaml': derivedFrom('a', 'b'), 'b.yaml': derivedFrom('b', 'c'), 'c.yaml': derivedFrom('c', 'a') },
      [
        'a.yaml:3: from: a → b → c → a is a circle; expected an end',
        'b.yaml:3: from: b → c → a → b is a circle; expected an end',
        'c.yaml:3: from: c → a → b → c is a circle; expected an end',
      ],
    ],
    [
      'is itself, told once and not of what is derived from it',
      { 'a.yaml': derivedFrom('a', 'a'), 'b.yaml': derivedFrom('b', 'a') },
      ['a.yaml:3: from: a → a is a circle; expected an end'],
    ],
    [
      'is none of its lines',
      { 'nodejs.yaml': nodejs, 'web.yaml': derivedFrom('web', 'nodejs/24') },
      ['web.yaml:3: from: no line "nodejs/24". Did you mean "nodejs/22"? Known: nodejs/22, nodejs/debian-20'],
    ],
    [
      'has version streams of which none is named',
      { 'nodejs.yaml': nodejs, 'web.yaml': derivedFrom('web', 'nodejs') },
      [expect.stringMatching(/^web\.yaml:3: from: no line "nodejs"\..* Known: nodejs\/22, /)],
    ],
    [
      'is of another distribution, or of other platforms',
      {
        'nodejs.yaml': nodejs,
        'web.yaml': derivedFrom('web', 'nodejs/22', 'distribution: debian/bookworm\nplatforms: [linux/arm64]\n'),
      },
      [
        'web.yaml:5: distribution: it is that of nodejs, debian/trixie with release, updates, security; expected none, or the same',
        expect.stringMatching(/^web\.yaml:6: platforms: no platform of nodejs "linux\/arm64"\..* Known: linux\/amd64$/),
      ],
    ],
    [
      'is the sixth of a row',
      Object.fromEntries(
        [...'abcdef'].map((image, at) => [
          `${image}.yaml`,
          at === 5 ? nginx.replace('image: nginx', 'image: f') : derivedFrom(image, 'abcdef'[at + 1] ?? ''),
        ]),
      ),
      ['a.yaml:3: from: a → b → c → d → e → f are 6 images; expected at most 5'],
    ],
    [
      'is a variant',
      { 'nodejs.yaml': nodejs, 'web.yaml': derivedFrom('web', 'nodejs/dev') },
      [expect.stringMatching(/^web\.yaml:3: from: expected another image of the catalog, .*, found "nodejs\/dev"$/)],
    ],
    [
      'cannot be read',
      { 'web.yaml': derivedFrom('web', 'Node:22') },
      [
        expect.stringMatching(
          /^web\.yaml:3: from: expected another image of the catalog, .* such as nginx or nodejs\/22/,
        ),
      ],
    ],
  ])('is told with file and line: it %s', (_what, files, expected) => {
    expect(problems(files)).toEqual(expected);
  });

  it('of its parent is told there alone', () => {
    expect(problems({ 'nginx.yaml': `${nginx}workdri: /\n`, 'site.yaml': site })).toEqual([
      expect.stringMatching(/^nginx\.yaml:15: unknown key "workdri"/),
    ]);
  });

  it('that only both together make is told of the derived one', () => {
    const under = `${site}files: { /etc/nginx/nginx.conf/more: { from: index.html } }\n`;
    expect(problems({ 'nginx.yaml': nginx, 'site.yaml': under })).toEqual([
      'site.yaml:5: files./etc/nginx/nginx.conf/more: /etc/nginx/nginx.conf is a file, too; expected a path that is not below it',
    ]);
    const above = `${site}files: { /etc/nginx: { from: index.html } }\n`;
    expect(problems({ 'nginx.yaml': nginx, 'site.yaml': above })).toEqual([
      'site.yaml:2: from.files./etc/nginx/nginx.conf: /etc/nginx is a file, too; expected a path that is not below it',
    ]);
  });

  it('is that nothing is asked for: without a parent, packages and a distribution are', () => {
    expect(problems({ 'a.yaml': 'image: a\nsummary: x\nchannels: [latest]\n' })).toEqual([
      'a.yaml:1: missing key "distribution"',
      'a.yaml:1: missing key "packages"',
    ]);
  });
});

describe('a variant for fewer platforms than its image', () => {
  const tools = 'variants: { dev: { packages: [bash], platforms: [linux/amd64] } }\n';
  const platformsOf = (files: Readonly<Record<string, string>>, image: string) =>
    definedLines(read(files, image)).map((line) => [lineName(line), line.platforms]);
  const both = ['linux/amd64', 'linux/arm64'];

  it('is for these alone, and so is what is derived from it', () => {
    const files = { 'nginx.yaml': `${nginx}${tools}`, 'site.yaml': `${site}variants: { dev: { packages: [make] } }\n` };
    expect(platformsOf(files, 'nginx')).toEqual([
      ['nginx', both],
      ['nginx/dev', ['linux/amd64']],
    ]);
    expect(platformsOf(files, 'site')).toEqual([
      ['site', both],
      ['site/dev', ['linux/amd64']],
    ]);
    expect(read(files, 'nginx').format).toBe(4);
    const packages = { 'linux/amd64': 'pkg:npm/a', 'linux/arm64': 'pkg:npm/b' };
    const place = `place: { /opt/a: { package: ${JSON.stringify(packages)}, version: '1', name: app } }\n`;
    const placed = { 'nginx.yaml': `${nginx}${place}${tools}` };
    expect(definedLines(read(placed, 'nginx')).map(({ places }) => places?.[0]?.packages)).toEqual([
      packages,
      packages,
    ]);
  });

  it.each([
    [
      'one that its image has not',
      { 'nginx.yaml': `${nginx}${tools}`.replace('linux/amd64, linux/arm64', 'linux/arm64') },
      /^nginx\.yaml:15: variants\.dev\.platforms: no platform "linux\/amd64"\. .*Known: linux\/arm64$/m,
    ],
    [
      'one that what it is derived from has not',
      {
        'nginx.yaml': `${nginx}${tools}`,
        'site.yaml': `${site}variants: { dev: { packages: [make], platforms: [linux/arm64] } }\n`,
      },
      /^site\.yaml:5: variants\.dev\.platforms: no platform "linux\/arm64"\. .*Known: linux\/amd64$/m,
    ],
    [
      'none, since what it is derived from has none of its own',
      {
        'nginx.yaml': `${nginx}${tools}`,
        'site.yaml': `${site}platforms: [linux/arm64]\nvariants: { dev: { packages: [make] } }\n`,
      },
      /^site\.yaml:6: variants\.dev\.platforms: what it is derived from is for none of those of the image/m,
    ],
  ])('is not for %s', (_what, files, expected) => expect(problems(files).join('\n')).toMatch(expected));
});
