import { PluginError, type Host, type Registry, type SnapshotSource } from '@quench/plugin-sdk';
import { candidates, notConfigured } from './candidates.js';
import { keysOf, verifyRelease, type VerifiedRelease } from './trust.js';

/** Of an InRelease; the largest of Debian has 150 kB. */
export const MAX_RELEASE_BYTES = 4 * 1024 * 1024;

/** A verified signed index and who served it. */
export interface FoundRelease extends VerifiedRelease {
  readonly registry: Registry;
  readonly bytes: Uint8Array;
}

/**
 * Asks the configured bases until one answers with the source's own signed index.
 * @throws PluginError `registry-not-configured`, `not-authentic`, `malformed-response`; the host's errors
 */
export async function findRelease(source: SnapshotSource, host: Host): Promise<FoundRelease> {
  const failures: unknown[] = [];
  for (const registry of candidates(host.registries, source)) {
    try {
      const found = await askFor(source, registry, host);
      if (found !== undefined) return found;
    } catch (error) {
      failures.push(error);
    }
  }
  // A base that cannot be asked might be the right one: only when all answered is one of them a forger.
  const first = failures.find((error) => !(error instanceof PluginError)) ?? failures[0];
  throw first ?? notConfigured(source, ['None of the bases of apt knows it.']);
}

/** Undefined when the base has no such suite. */
async function askFor(source: SnapshotSource, registry: Registry, host: Host): Promise<FoundRelease | undefined> {
  const bytes = await host.get(`${suiteUrl(registry, source)}InRelease`, { maxBytes: MAX_RELEASE_BYTES });
  if (bytes === undefined) return undefined;
  return { ...(await verifyRelease(bytes, source, keysOf(registry, source.suite), host)), registry, bytes };
}

export const suiteUrl = ({ base }: Registry, { suite }: SnapshotSource): string => `${base}dists/${suite}/`;
