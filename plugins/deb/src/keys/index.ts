export { primaryKeys } from './keyring.js';
export type { PinnedKey } from './pinned-key.js';
export { pinnedKeys, ALL_PINNED_KEYS } from './pinned-keys.js';
