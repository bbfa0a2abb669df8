import { builtinModules } from 'node:module';
import nx from '@nx/eslint-plugin';

/** Which kind of project may import which, and which packages from npm. */
const layers = [
  { tag: 'type:kernel', may: ['type:kernel'], npm: [] },
  { tag: 'type:sdk', may: ['type:sdk'], npm: [] },
  {
    tag: 'type:contracts',
    may: ['type:kernel', 'type:contracts'],
    npm: ['class-validator/*', 'class-transformer', 'class-transformer/*', 'reflect-metadata'],
  },
  { tag: 'type:ports', may: ['type:kernel', 'type:contracts', 'type:sdk', 'type:ports'], npm: [] },
  {
    tag: 'type:domain',
    may: ['type:kernel', 'type:contracts', 'type:sdk', 'type:domain'],
    npm: ['ajv', 'yaml'],
  },
  { tag: 'type:conformance', may: ['type:sdk', 'type:conformance'], npm: ['fast-check', '@jest/globals'] },
  // Readers of an ecosystem's own formats, as long as they are pure.
  { tag: 'type:plugin', may: ['type:sdk', 'type:plugin'], npm: ['semver'] },
  { tag: 'type:platform', may: ['type:kernel', 'type:contracts', 'type:ports', 'type:sdk', 'type:platform'] },
  {
    tag: 'type:data',
    may: ['type:kernel', 'type:contracts', 'type:ports', 'type:domain', 'type:data'],
    npm: ['typeorm', 'reflect-metadata'],
  },
  {
    tag: 'type:feature',
    may: ['type:kernel', 'type:contracts', 'type:ports', 'type:sdk', 'type:domain', 'type:data', 'type:feature'],
    notNpm: ['typeorm', 'kafkajs'],
  },
  {
    tag: 'type:app',
    may: [
      'type:kernel',
      'type:contracts',
      'type:ports',
      'type:sdk',
      'type:domain',
      'type:data',
      'type:feature',
      'type:platform',
      'type:plugin',
      'type:conformance',
    ],
    notNpm: ['kafkajs'],
  },
  { tag: 'type:testing', may: ['type:kernel', 'type:contracts', 'type:ports', 'type:sdk', 'type:testing'] },
  { tag: 'type:tool', may: ['*'] },
];

const services = ['watcher', 'builder', 'tester', 'distributor', 'historian'];

/** Whose project may import whose: no service sees another one's rules. */
const owners = [
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
  { sourceTag: 'scope:plugin', onlyDependOnLibsWithTags: ['scope:shared', 'scope:plugin'] },
  ...services.map((name) => ({
    sourceTag: `scope:${name}`,
    onlyDependOnLibsWithTags: ['scope:shared', `scope:${name}`],
  })),
  { sourceTag: 'scope:all', onlyDependOnLibsWithTags: ['*'] },
];

/** Every kind and owner of projects that may not import everything. */
export const boundedTags = [
  ...layers.filter(({ may }) => !may.includes('*')).map(({ tag }) => tag),
  ...owners.filter(({ onlyDependOnLibsWithTags: may }) => !may.includes('*')).map(({ sourceTag }) => sourceTag),
];

/** What some files may import beside what their layer may; `npm` says whether that is any package, too. */
const SHIPPED = { also: [], npm: false };
const TESTS = { also: ['type:testing', 'type:conformance'], npm: true };
const SAMPLES = { also: ['type:conformance'], npm: false };

const constraint = (files) => (layer) => ({
  sourceTag: layer.tag,
  onlyDependOnLibsWithTags: [...layer.may, ...files.also],
  ...(layer.npm !== undefined && !files.npm ? { allowedExternalImports: layer.npm } : {}),
  ...(layer.notNpm !== undefined ? { bannedExternalImports: layer.notNpm } : {}),
});

const rule = (files) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { allow: [], depConstraints: [...layers.map(constraint(files)), ...owners] },
  ],
});

/** Imports between projects. */
export const boundaries = [
  { files: ['**/*.ts'], plugins: { '@nx': nx }, rules: rule(SHIPPED) },
  // What a plugin ships to be checked by is typed by the kit that checks it.
  { files: ['plugins/**/*.samples.ts'], plugins: { '@nx': nx }, rules: rule(SAMPLES) },
  // Everything in e2e is a test; a fixture is what several tests begin with.
  { files: ['**/*.spec.ts', '**/*.fixture.ts', 'apps/e2e/**/*.ts'], plugins: { '@nx': nx }, rules: rule(TESTS) },
  // Its traps are dealt with in one place, and so it can be replaced. Tests look at the broker with their own eyes.
  {
    files: ['**/*.ts'],
    ignores: ['libs/platform/src/kafka-feed/kafka-client.ts', 'libs/testing/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['kafkajs', 'kafkajs/**'], message: 'Only kafka-client.ts knows kafkajs.' }] },
      ],
    },
  },
];

/** At most four parameters; constructors that are given their ports by injection may have more. */
export const fewParameters = [
  ':matches(FunctionDeclaration, ArrowFunctionExpression)[params.length>4]',
  'MethodDefinition[kind!="constructor"] > FunctionExpression[params.length>4]',
].map((selector) => ({ selector, message: 'At most four parameters: the fifth wants an object.' }));

/** Built-ins that start, open or evaluate something. */
const IO = [
  'child_process',
  'cluster',
  'dgram',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'net',
  'tls',
  'vm',
  'worker_threads',
].flatMap((name) => [name, `node:${name}`]);

/** I/O is an adapter's, behind a port: a feature is given it. */
export const wiring = [
  {
    files: ['libs/*/feature/**/*.ts', 'libs/*/data/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.fixture.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: IO.map((name) => ({ name, message: 'A feature does no I/O: ask a port of libs/ports for it.' })) },
      ],
    },
  },
];

const BUILT_INS = ['node:*', ...builtinModules];
const WORLD = [
  'process',
  'globalThis',
  'fetch',
  'crypto',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'performance',
];

/** Rules that hold in pure code: no I/O, no clock, no randomness. */
export const purity = [
  {
    files: [
      'libs/kernel/**/*.ts',
      'libs/contracts/**/*.ts',
      'libs/plugin-sdk/**/*.ts',
      'libs/plugin-conformance/**/*.ts',
      'libs/*/domain/**/*.ts',
      'plugins/**/*.ts',
    ],
    ignores: ['**/*.spec.ts', 'libs/kernel/src/digest.ts', 'libs/plugin-conformance/src/toy/toy-tools.fixture.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: BUILT_INS, message: 'Pure code does no I/O: take what you need as an argument.' }] },
      ],
      'no-restricted-globals': ['error', ...WORLD],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        ...fewParameters,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument.' },
      ],
    },
  },
];
