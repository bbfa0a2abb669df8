export { BwrapRunner } from './bwrap-runner.js';
export { TarLayers } from './tar-layers.js';
export { UnpackedRoots } from './unpacked-roots.js';
