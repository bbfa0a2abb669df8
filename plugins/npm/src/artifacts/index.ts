import type { ProjectArtifacts } from '@quench/plugin-sdk';
import { locate } from './locate.js';
import { verify } from './verify.js';

export { registryOf } from './registry-of.js';

/** Tarballs of npm: where they are, and who vouches for them. */
export const artifacts: ProjectArtifacts = { locate, verify };
