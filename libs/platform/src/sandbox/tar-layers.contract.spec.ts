import { gzipSync } from 'node:zlib';
import type { LayerEntry } from '@quench/ports';
import { imageLayersContract, InMemoryContentStore, writeTar, type TarEntry } from '@quench/testing';
import { TarLayers } from './index.js';

const TYPES = { file: '0', hardlink: '1', symlink: '2', directory: '5' } as const;

function tarEntry(entry: LayerEntry): TarEntry {
  const { path, mode, uid, gid, type } = entry;
  const at = { path, mode, uid, gid, type: TYPES[type] };
  if (entry.type === 'directory') return at;
  return entry.type === 'file' ? { ...at, content: entry.content } : { ...at, link: entry.target };
}

imageLayersContract('tar and gzip', async () => {
  const content = new InMemoryContentStore();
  return {
    layers: new TarLayers(content),
    write: async (entries) => (await content.write(gzipSync(writeTar(entries.map(tarEntry))))).digest,
    damaged: async () => (await content.write(gzipSync(writeTar([]).subarray(1)))).digest,
    dispose: () => content.dispose(),
  };
});
