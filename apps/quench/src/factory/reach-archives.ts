import { TEST_PLATFORM, type Distribution } from '@quench/contracts';
import { PluginError, type SnapshotSource } from '@quench/plugin-sdk';
import { QuenchError } from '@quench/kernel';
import type { Ecosystems } from '@quench/ports';

/** How an archive answered. */
export interface ReachedArchive {
  /** `archive Debian trixie`, or a distribution that no archive is known for. */
  readonly archive: string;
  /** What is wrong; undefined when it answered with a good signature. */
  readonly problem: string | undefined;
}

/** A distribution with the platforms that images of it are for. */
export interface ReadDistribution extends Distribution {
  readonly platforms: readonly string[];
}

/** Asks every archive that distributions read for its signed index, each once, and for all platforms that are read of it. */
export async function reachArchives(
  ecosystems: Ecosystems,
  distributions: readonly ReadDistribution[],
): Promise<readonly ReachedArchive[]> {
  const { plugin, host } = ecosystems.get('deb');
  const now = new Date().toISOString();
  const read = new Map<string, { readonly source: SnapshotSource; readonly platforms: Set<string> }>();
  const unknown = new Map<string, () => Promise<unknown>>();
  for (const { release, pockets, platforms } of distributions) {
    try {
      for (const source of plugin.snapshots.sources(release, pockets)) {
        const name = `archive ${source.origin} ${source.suite}`;
        const known = read.get(name) ?? { source, platforms: new Set([TEST_PLATFORM]) };
        read.set(name, { source, platforms: new Set([...known.platforms, ...platforms]) });
      }
    } catch (error) {
      unknown.set(`distribution ${release}`, () => Promise.reject(error));
    }
  }
  const known = [...read].map(([name, { source, platforms }]) => {
    const options = { previous: undefined, platforms: [...platforms], now };
    return [name, () => plugin.snapshots.take(source, options, host)] as const;
  });
  return Promise.all(
    [...known, ...unknown].map(async ([archive, ask]) => ({ archive, problem: await problemOf(ask) })),
  );
}

async function problemOf(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof PluginError || error instanceof QuenchError) return `${error.message} [${error.code}]`;
    throw error;
  }
}
