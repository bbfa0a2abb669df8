import { InMemoryContentStore } from '../content-store/index.js';
import { imageLayersContract } from './image-layers.contract.js';
import { InMemoryLayers } from './in-memory-layers.js';

imageLayersContract('in memory', async () => {
  const content = new InMemoryContentStore();
  const layers = new InMemoryLayers(content);
  return {
    layers,
    write: async (entries) => (await layers.write(entries)).digest,
    damaged: async () => (await content.write(Buffer.from('no layer'))).digest,
    dispose: () => content.dispose(),
  };
});
