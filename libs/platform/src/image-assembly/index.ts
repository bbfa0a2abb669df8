export { codecVersion, PINNED_ZLIB } from './codec.js';
export { InProcessExecutor } from './in-process-executor.js';
export type { JobExecutor } from './layer-job.js';
export { LayerAssembler, type LayerAssemblerParts } from './layer-assembler.js';
export { LayerPackages } from './layer-packages.js';
export type { Installs } from './package-layer.js';
export { WorkerPool, type WorkerPoolOptions } from './worker-pool.js';
