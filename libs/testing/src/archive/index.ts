export { generateArchiveKey, type ArchiveKey } from './archive-key.js';
export { type ArchiveFault } from './archive-server.js';
export { writeAr } from './ar-writer.js';
export { buildDeb, type MiniPackage } from './deb-file.js';
export { MiniArchive, type MiniArchiveConfiguration, type MiniRelease } from './mini-archive.js';
export { sealTarHeader, TAR_MTIME, tarHeader, writeTar, type TarEntry } from './tar-writer.js';
