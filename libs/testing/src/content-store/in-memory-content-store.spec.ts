import { contentStoreContract } from './content-store.contract.js';
import { InMemoryContentStore } from './in-memory-content-store.js';

contentStoreContract(() => {
  const store = new InMemoryContentStore();
  return {
    store,
    damage: (digest, bytes) => {
      store.damage(digest, bytes);
    },
    dispose: () => store.dispose(),
  };
});
