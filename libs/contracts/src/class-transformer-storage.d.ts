/** Where class-transformer keeps what its decorators said. It exports the storage, but not from its index. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
