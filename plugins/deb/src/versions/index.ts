export { compareVersions } from './compare-versions.js';
export { parseVersion, splitVersion, type DebianVersion } from './debian-version.js';
export { versions } from './versions.js';
