import { PLATFORMS } from '@quench/contracts';

/** Of a definition that names none. */
export const DEFAULT_PLATFORMS: readonly string[] = [PLATFORMS[0]];
