export { writeAr } from './ar-writer.js';
export { buildDeb, type MiniPackage } from './deb-file.js';
export { sealTarHeader, TAR_MTIME, tarHeader, writeTar, type TarEntry } from './tar-writer.js';
