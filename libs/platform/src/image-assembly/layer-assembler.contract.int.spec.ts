import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest } from '@quench/kernel';
import { imageAssemblerContract, toyPlugin } from '@quench/testing';
import { FolderContentStore } from '../content-store/index.js';
import { InProcessExecutor } from './in-process-executor.fixture.js';
import { LayerAssembler } from './layer-assembler.js';
import { TOY_KNOWN } from './toy-known.fixture.js';

imageAssemblerContract('layers of packages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assembly '));
  const store = new FolderContentStore(join(folder, 'content'));
  const cacheDirectory = join(folder, 'cache');
  const executor = new InProcessExecutor(new Map([['toy', toyPlugin]]));
  const plant = async (layer: string, planted: Digest): Promise<void> => {
    const found = await store.stat(planted);
    for (const name of await readdir(cacheDirectory)) {
      const file = join(cacheDirectory, name);
      const record = JSON.parse(await readFile(file, 'utf8')) as { digest: string };
      if (record.digest !== layer) continue;
      await writeFile(file, JSON.stringify({ ...record, digest: planted, sizeBytes: found?.size }));
    }
  };
  return {
    assembler: new LayerAssembler({ store, ...TOY_KNOWN, executor, cacheDirectory }),
    ...{ store, plant },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
