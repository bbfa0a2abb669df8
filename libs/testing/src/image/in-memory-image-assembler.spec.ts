import { InMemoryContentStore } from '../content-store/index.js';
import { imageAssemblerContract } from './image-assembler.contract.js';
import { InMemoryImageAssembler } from './in-memory-image-assembler.js';
import type { ToyPackage } from './toy-plugin.js';

const newest = (content: Uint8Array): number =>
  Math.max(...(JSON.parse(Buffer.from(content).toString()) as ToyPackage).entries.map(({ mtime }) => mtime));

imageAssemblerContract('in memory', () => {
  const store = new InMemoryContentStore();
  const assembler = new InMemoryImageAssembler(store, newest);
  return Promise.resolve({
    ...{ assembler, store },
    plant: (layer, planted) => assembler.plant(layer, planted),
    dispose: () => store.dispose(),
  });
});
