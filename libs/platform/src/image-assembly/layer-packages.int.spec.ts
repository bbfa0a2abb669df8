import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { lockedToy, toyFile, toyPlugin } from '@quench/testing';
import { unpackArchive } from '../archives/index.js';
import { FolderContentStore } from '../content-store/index.js';
import { InProcessExecutor } from './in-process-executor.fixture.js';
import { LayerPackages } from './layer-packages.js';
import { TOY_KNOWN } from './toy-known.fixture.js';

const LIMITS = { maxBytes: 1_000_000, maxEntries: 1_000 };

it('a system on which packages are installed has what their ecosystem makes besides them, with the accounts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'system '));
  const store = new FolderContentStore(join(folder, 'content'));
  const executor = new InProcessExecutor(new Map([['toy', toyPlugin]]));
  const layers = new LayerPackages({ store, ...TOY_KNOWN, executor, cacheDirectory: join(folder, 'layers') });
  const { locked } = lockedToy('alpha', { entries: [toyFile('usr/bin/alpha', 'alpha')] });
  const account = { name: 'postgres', uid: 101, gid: 101, home: '/' };
  const made = await layers.system([locked], [account]);
  const entries = await unpackArchive(await store.read(made, LIMITS), LIMITS);
  const texts = entries.flatMap((entry) => (entry.type === 'file' ? [Buffer.from(entry.content).toString()] : []));
  expect(texts).toEqual(expect.arrayContaining(['postgres:101\n', 'alpha\n']));
  expect(entries.map(({ path }) => path)).toContain('bin');
  expect(entries.map(({ path }) => path)).not.toContain('usr/bin/alpha');
  await rm(folder, { recursive: true });
});
