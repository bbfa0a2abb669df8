export { CONTENTS, KEYS, readManifest, type BackupManifest, type ServiceBackup } from './backup-manifest.js';
export { verifySums } from './checksums.js';
export { copyKeys, otherKeys } from './kept-keys.js';
export { bringContents, readContents } from './needed-contents.js';
export {
  inhabited,
  restoreBackup,
  type RestoredLog,
  type RestoredService,
  type RestoreOptions,
} from './restore-backup.js';
export { filesOf, takeBackup, type BackupOptions } from './take-backup.js';
