export { parseVersion, versions } from './versions.js';
