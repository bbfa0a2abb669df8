export { codecVersion, PINNED_ZLIB } from './codec.js';
export { LayerAssembler, type LayerAssemblerParts } from './layer-assembler.js';
export { LayerPackages } from './layer-packages.js';
export { WorkerPool, type WorkerPoolOptions } from './worker-pool.js';
