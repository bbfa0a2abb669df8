import type { deb } from '@quench/plugin-deb';
import type { Host, Snapshot } from '@quench/plugin-sdk';

/** The verified state of a distribution's archives now, in the order in which apt is given them. */
export async function takeSnapshots(
  distribution: string,
  plugin: ReturnType<typeof deb>,
  host: Host,
): Promise<readonly Snapshot[]> {
  const sources = plugin.snapshots.sources(distribution, ['release', 'updates', 'security']);
  const options = { previous: undefined, platforms: ['linux/amd64'], now: new Date().toISOString() };
  const taken = await Promise.all(sources.map((source) => plugin.snapshots.take(source, options, host)));
  return taken.filter((snapshot) => snapshot !== undefined);
}
