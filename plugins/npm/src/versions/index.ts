export { isOutside, parseVersion, versions } from './versions.js';
