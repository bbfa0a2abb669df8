import type { Snapshots } from '@quench/plugin-sdk';
import { changes } from './changes.js';
import { check } from './check.js';
import { sources } from './distributions.js';
import { take } from './take.js';

export { locator } from './take.js';

/** Verified states of Debian's archives. */
export const snapshots: Snapshots = { sources, take, check, changes };
