import type { OciPlatform } from './oci.js';

/** Platforms that an image may be for. */
export const PLATFORMS = ['linux/amd64', 'linux/arm64'] as const;

/** Of the machines that test, and so of all that a test mounts and of the sandbox itself, whatever an image is for. */
export const TEST_PLATFORM: (typeof PLATFORMS)[number] = 'linux/amd64';

/** What engines ask for who name an architecture alone; images are published so everywhere. */
const VARIANTS: ReadonlyMap<string, string> = new Map([['arm64', 'v8']]);

/** `linux/arm64` in the words of the OCI: `linux`, `arm64`, `v8`. */
export function ociPlatform(platform: string): OciPlatform {
  const [os = '', architecture = '', variant = VARIANTS.get(architecture)] = platform.split('/');
  return variant === undefined ? { os, architecture } : { os, architecture, variant };
}

/** The inverse of {@link ociPlatform}. */
export const platformName = ({ os, architecture, variant }: OciPlatform): string =>
  [os, architecture, ...(variant === undefined || variant === VARIANTS.get(architecture) ? [] : [variant])].join('/');
