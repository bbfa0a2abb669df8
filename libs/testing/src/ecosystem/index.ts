export { ToyArchive, type ToyAnswer, type ToyRelease } from './toy-archive.js';
export { toyDistribution } from './toy-distribution.js';
export { ToyHost } from './toy-host.js';
export { ToyRegistry, type ToyLock } from './toy-registry.js';
