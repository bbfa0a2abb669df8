export { decompress } from './decompress.js';
export { unpackArchive } from './unpack-archive.js';
