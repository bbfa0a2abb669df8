export { buildCompact } from './build-compact.js';
export { COMPACT_VERSION } from './compact-format.js';
export { loadIndex } from './load-index.js';
export { openIndex, type IndexedPackage, type PackageIndex } from './package-index.js';
export type { RelationField } from './relation-codes.js';
export type { Operator, Relation } from './relations.js';
