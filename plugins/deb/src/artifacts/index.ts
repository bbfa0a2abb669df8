import type { Artifacts } from '@quench/plugin-sdk';
import { difference } from './difference.js';
import { fixes } from './fixes.js';
import { locate } from './locate.js';
import { verify } from './verify.js';

/** Debian's .deb files: where they are, who vouches for them, what they say they fix, what is in them. */
export const artifacts: Artifacts = { locate: locate(), verify, fixes, difference };
