export { buildCompact } from './build-compact.js';
export { COMPACT_VERSION } from './compact-format.js';
export { loadIndex } from './load-index.js';
export { openIndex, type PackageIndex } from './package-index.js';
