import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { digest } from '@quench/kernel';
import { lockedToy, toyFile, toyPlugin, toyRecipe } from '@quench/testing';
import { unpackArchive } from '../archives/index.js';
import { FolderContentStore } from '../content-store/index.js';
import { InProcessExecutor } from './in-process-executor.fixture.js';
import { LayerAssembler } from './layer-assembler.js';
import { TOY_KNOWN } from './toy-known.fixture.js';

const LIMITS = { maxBytes: 1_000_000, maxEntries: 100 };
const toy = lockedToy('alpha', { entries: [toyFile('usr/share/doc/alpha', '')] });

let folder: string;
let store: FolderContentStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust '));
  store = new FolderContentStore(join(folder, 'content'));
  await store.write(toy.bytes);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the top layer has for a certificate of the definition. */
async function trusted(text: string): Promise<readonly (readonly [string, string])[]> {
  const executor = new InProcessExecutor(new Map([['toy', toyPlugin]]));
  const assembler = new LayerAssembler({ store, ...TOY_KNOWN, executor, cacheDirectory: join(folder, 'cache') });
  const { digest: sha256, size } = await store.write(Buffer.from(text));
  const packages = [toy.locked];
  const plan = [
    { kind: 'base', packages: [] },
    { kind: 'package', packages: [toy.locked.purl] },
    { kind: 'top', packages: [] },
  ] as const;
  const recipe = toyRecipe(packages, { trust: [{ path: 'certs/root.pem', sha256, size }] });
  const { layers } = await assembler.assemble(
    { packages, recipe, plan, cache: 'use' },
    { signal: new AbortController().signal },
  );
  const top = await store.read(digest(layers.at(-1)?.digest ?? ''), LIMITS);
  const entries = await unpackArchive(top, LIMITS);
  return entries
    .filter(({ path }) => path.endsWith('.pem'))
    .map(({ path, content }) => [path, Buffer.from(content).toString()]);
}

it('certificates of the definition are handed on, and others make the layer anew', async () => {
  for (const text of ['one', 'two']) expect(await trusted(text)).toEqual([['etc/trust/certs/root.pem', text]]);
});
