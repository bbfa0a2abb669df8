export { ContentsThread } from './contents-thread.js';
export { FolderContentStore } from './folder-content-store.js';
export type { ScrubReport } from './scrub.js';
