import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whenRoot } from '@quench/testing';

const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** Assembles a small image in a process of its own and prints the digests of its layers. */
const SCRIPT = `
  process.umask(Number(process.env.TEST_UMASK));
  const { FolderContentStore } = await import(${url('../content-store/index.ts')});
  const { LayerAssembler } = await import(${url('./index.ts')});
  const { InProcessExecutor } = await import(${url('./in-process-executor.fixture.ts')});
  const { toyPlugin } = await import(${url('../../../testing/src/image/toy-plugin.ts')});
  const { lockedToy, toyFile, toyDirectory, toyRecipe } = await import(${url('../../../testing/src/image/toy-recipe.ts')});
  const text = (word) => Buffer.from(word.repeat(200000)).toString('base64');
  const names = ['ISIL', 'isil', 'ışıl', 'zürich', 'Ábel'];
  const toys = ['alpha', 'beta'].map((name) => lockedToy(name, {
    entries: [toyDirectory(name, 0o700), ...names.map((file) => toyFile(name + '/' + file, text(file)))],
  }));
  const folder = process.env.TEST_FOLDER;
  const store = new FolderContentStore(folder + '/content');
  for (const { bytes } of toys) await store.write(bytes);
  const packages = toys.map(({ locked }) => locked);
  const plan = [{ kind: 'base', packages: [] }, { kind: 'shared', packages: packages.map(({ purl }) => purl) }, { kind: 'top', packages: [] }];
  const assembler = new LayerAssembler({
    store, ecosystems: { get: () => ({ plugin: toyPlugin }) }, projects: { names: [] }, cacheDirectory: folder + '/cache',
    executor: new InProcessExecutor(new Map([['toy', toyPlugin]])),
  });
  const { layers } = await assembler.assemble(
    { recipe: toyRecipe(packages), packages, plan, cache: 'use' }, { signal: new AbortController().signal });
  console.log(layers.map(({ digest }) => digest).join(' '));
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'surroundings '));
  // Another user writes here as well.
  await chmod(folder, 0o777);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function digestsIn(name: string, env: Readonly<Record<string, string>>, uid?: number): string {
  const flags = ['--import', '@swc-node/register/esm-register', '--conditions=@quench/source', '--input-type=module'];
  return execFileSync(process.execPath, [...flags, '-e', SCRIPT], {
    encoding: 'utf8',
    cwd: new URL('../../../../', import.meta.url),
    env: { PATH: process.env['PATH'] ?? '', TEST_UMASK: String(0o022), TEST_FOLDER: join(folder, name), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  }).trim();
}

describe('layers do not depend on', () => {
  let expected: string;

  beforeAll(() => {
    expected = digestsIn('first', { TZ: 'UTC', LANG: 'C' });
    expect(expected).toMatch(/^(sha256:[0-9a-f]{64} ?){3}$/);
  }, 60_000);

  it.each([
    ['umask', { TEST_UMASK: String(0o077) }],
    ['time zone', { TZ: 'Asia/Tokyo' }],
    ['language', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
  ])(
    'the %s',
    (name, env) => {
      expect(digestsIn(name, env)).toBe(expected);
    },
    60_000,
  );

  whenRoot(
    'the user',
    () => {
      expect(digestsIn('user', { TEST_UMASK: String(0o077) }, 65534)).toBe(expected);
    },
    60_000,
  );
});
