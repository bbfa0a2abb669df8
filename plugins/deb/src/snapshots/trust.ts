import { PluginError, type Host, type Registry, type SnapshotSource } from '@quench/plugin-sdk';
import { pinnedKeys } from '../keys/index.js';
import { readRelease, type Release } from './release.js';

/** Debian's archives share an origin and differ by their label, which is what a source is named by. */
const ORIGIN = 'Debian';

/** A signed index that was verified. */
export interface VerifiedRelease {
  readonly release: Release;
  readonly signedBy: readonly string[];
}

/**
 * Checks who signed an index and that it is the one of the source. Only the text that the verifier saw is read.
 * @throws PluginError `not-authentic`, `malformed-response`
 */
export async function verifyRelease(
  bytes: Uint8Array,
  source: SnapshotSource,
  keys: readonly string[],
  host: Pick<Host, 'verifyClearsigned'>,
): Promise<VerifiedRelease> {
  const { text, signedBy } = await host.verifyClearsigned(bytes, keys);
  const release = readRelease(text);
  if (release.origin !== ORIGIN || release.label !== source.origin || release.codename !== source.suite) {
    throw new PluginError(
      'not-authentic',
      `A signed index is that of ${release.origin}, ${release.label}, ${release.codename}; ` +
        `expected ${ORIGIN}, ${source.origin}, ${source.suite}.`,
    );
  }
  return { release, signedBy };
}

/** The keys pinned for a suite, as far as its base's `Signed-By` allows them; those of an added archive for itself. */
export function keysOf(registry: Registry, suite: string): readonly string[] {
  const { added, keys, pinned } = registry.details;
  if (added === true) return texts(keys);
  return pinnedKeys(suite)
    .filter(({ fingerprints }) => pinned === undefined || texts(pinned).includes(fingerprints[0]))
    .map(({ armoured }) => armoured);
}

/** All keys that may have signed a suite, whoever served it. */
export const keysOfSuite = (registries: readonly Registry[], suite: string): readonly string[] => [
  ...pinnedKeys(suite).map(({ armoured }) => armoured),
  ...registries
    .filter((registry) => registry.details['added'] === true && lists(registry, suite))
    .flatMap(({ details }) => texts(details['keys'])),
];

/** Whether the configuration names this suite for the registry. */
export const lists = (registry: Registry, suite: string): boolean => suitesOf(registry).includes(suite);

/** The suites that the configuration names for the registry. */
export const suitesOf = (registry: Registry): readonly string[] => texts(registry.details['suites']);

const texts = (value: Registry['details'][string]): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
