export { contentStoreContract, type ContentStoreUnderTest } from './content-store.contract.js';
export { InMemoryContentStore } from './in-memory-content-store.js';
