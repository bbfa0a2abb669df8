import { bookwormArchiveKey } from './bookworm-archive.key.js';
import { bookwormSecurityKey } from './bookworm-security.key.js';
import { bookwormStableKey } from './bookworm-stable.key.js';
import { bullseyeSecurityKey } from './bullseye-security.key.js';
import type { PinnedKey } from './pinned-key.js';
import { trixieArchiveKey } from './trixie-archive.key.js';
import { trixieSecurityKey } from './trixie-security.key.js';
import { trixieStableKey } from './trixie-stable.key.js';

/**
 * Who may sign a suite. Debian signs a suite by the keys of its own release and, over a change of keys, by those of a
 * neighbour; a release key signs point releases only.
 */
const KEYS: Readonly<Record<string, readonly PinnedKey[]>> = {
  bookworm: [bookwormArchiveKey, trixieArchiveKey, bookwormStableKey],
  'bookworm-updates': [bookwormArchiveKey, trixieArchiveKey],
  'bookworm-security': [bullseyeSecurityKey, bookwormSecurityKey, trixieSecurityKey],
  trixie: [bookwormArchiveKey, trixieArchiveKey, trixieStableKey],
  'trixie-updates': [bookwormArchiveKey, trixieArchiveKey],
  'trixie-security': [bookwormSecurityKey, trixieSecurityKey],
};

/** The keys pinned for a suite; none for a suite that this version does not know. */
export const pinnedKeys = (suite: string): readonly PinnedKey[] =>
  Object.hasOwn(KEYS, suite) ? (KEYS[suite] ?? []) : [];

/** Every key once. */
export const ALL_PINNED_KEYS: readonly PinnedKey[] = [...new Set(Object.values(KEYS).flat())];
