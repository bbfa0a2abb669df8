import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfiguration } from '@quench/platform/configuration';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { RecordingLog } from '@quench/testing';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginDirectory } from './factory/data-directories.js';
import { Configuration } from './factory/configuration.js';
import { openFactory } from './factory/open-factory.js';

const HANG_MS = 120_000;
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'quench-loads-'));
  await beginDirectory(data);
  const configuration = await readConfiguration(Configuration, undefined);
  await (await openFactory({ data, databaseUrl: undefined }, configuration, new RecordingLog())).close();
}, HANG_MS);
afterAll(async () => {
  await stopPostgres({ data });
  await rm(data, { recursive: true });
}, HANG_MS);

/** Writes down the address of every module that the process loads, when it ends. */
const recorder = (list: string): string =>
  `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    import { writeFileSync } from 'node:fs';
    const loaded = new Set();
    registerHooks({ load: (url, context, next) => (loaded.add(url), next(url, context)) });
    process.on('exit', () => writeFileSync(${JSON.stringify(list)}, [...loaded].join('\\n')));
  `)}`;

/** Packages and own projects of which a command loads anything: `undici`, `libs/builder/feature`. */
async function loadedBy(exit: number, ...argv: readonly string[]): Promise<ReadonlySet<string>> {
  const list = join(data, 'loaded');
  const env = { ...process.env, NODE_OPTIONS: '' };
  const options = ['--import', recorder(list), program, ...argv, '--data', data];
  expect(spawnSync(process.execPath, options, { env, encoding: 'utf8' })).toMatchObject({ status: exit });
  const urls = (await readFile(list, 'utf8')).split('\n');
  return new Set(
    urls.flatMap((url) => {
      const packages = [...url.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1];
      return packages ?? /\/((?:apps|libs|plugins)\/.+?)\/dist\//.exec(url)?.[1] ?? [];
    }),
  );
}

/** What takes long to load, and no answer from the history needs. */
const heavy = [
  ...[
    '@opentelemetry/api',
    'ajv',
    'fast-check',
    'kafkajs',
    'libphonenumber-js',
    'nodemailer',
    'openpgp',
    'prom-client',
    'undici',
  ],
  ...['watcher', 'builder', 'tester', 'distributor'].flatMap((name) => [`libs/${name}/feature`, `libs/${name}/data`]),
];

it.each([
  [['lag'], 0],
  [['whynot', 'unheard-of'], 2],
])(
  'a question about the past loads what the historian is made of, and no more: %j',
  async (argv, exit) => {
    const loaded = await loadedBy(exit, ...argv);
    expect([...loaded]).toEqual(expect.arrayContaining(['@nestjs/core', 'libs/historian/feature']));
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
  },
  HANG_MS,
);

it(
  'a question about now loads the services that are asked, and nothing that works',
  async () => {
    const loaded = await loadedBy(0, 'status');
    expect([...loaded]).toEqual(expect.arrayContaining(['libs/watcher/feature', 'libs/builder/feature']));
    expect(['fast-check', 'kafkajs', 'nodemailer', 'undici'].filter((name) => loaded.has(name))).toEqual([]);
  },
  HANG_MS,
);
