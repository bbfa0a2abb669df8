export { DataDirectory, type Secret } from './data-directory.js';
export { FileLock, tryLock, waitForLock, type LockKind, type Patience } from './file-lock.js';
