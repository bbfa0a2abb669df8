export { DataDirectory, replaceFile, type Secret } from './data-directory.js';
export { FileLock, tryLock, waitForLock, type LockKind, type Patience } from './file-lock.js';
export { isAlive, self, type ProcessIdentity } from './process-identity.js';
