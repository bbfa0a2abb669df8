export { openEcosystems, type ListedPlugin, type OpenEcosystems } from './open-ecosystems.js';
export { openLayers, type OpenLayers } from './open-layers.js';
export { openSandbox, type OpenSandbox } from './open-sandbox.js';
export { SystemClock } from './system-clock.js';
