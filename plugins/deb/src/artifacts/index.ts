import type { Artifacts } from '@quench/plugin-sdk';
import { fixes } from './fixes.js';
import { locate } from './locate.js';
import { verify } from './verify.js';

/** Debian's .deb files: where they are, who vouches for them, what they say they fix. */
export const artifacts: Artifacts = { locate: locate(), verify, fixes };
