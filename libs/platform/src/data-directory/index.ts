export { DataDirectory, unusable, type Secret } from './data-directory.js';
export { DirectoryClaim, InstancePlace, type DrainPatience } from './directory-claim.js';
export { FileLock, tryLock, waitForLock, type LockKind, type Patience } from './file-lock.js';
export { makeFolders } from './make-folders.js';
export { isAlive, self, type ProcessIdentity } from './process-identity.js';
export { replaceFile } from './replace-file.js';
