import { PluginError } from '@quench/plugin-sdk';
import { QuenchError } from '@quench/kernel';
import type { Ecosystems } from '@quench/ports';

/** Asks every archive of the default distribution for its signed index. */
export async function reachArchives(
  ecosystems: Ecosystems,
): Promise<readonly { readonly archive: string; readonly problem: string | undefined }[]> {
  const { plugin, host } = ecosystems.get('deb');
  const sources = plugin.snapshots.sources('debian/trixie', ['release', 'updates', 'security']);
  const now = new Date().toISOString();
  return Promise.all(
    sources.map(async (source) => {
      const archive = `archive ${source.origin} ${source.suite}`;
      try {
        await plugin.snapshots.take(source, { previous: undefined, platforms: ['linux/amd64'], now }, host);
        return { archive, problem: undefined };
      } catch (error) {
        if (error instanceof PluginError || error instanceof QuenchError)
          return { archive, problem: `${error.message} [${error.code}]` };
        throw error;
      }
    }),
  );
}
