import type { Distribution } from '@quench/contracts';
import { PluginError } from '@quench/plugin-sdk';
import { QuenchError } from '@quench/kernel';
import type { Ecosystems } from '@quench/ports';

/** How an archive answered. */
export interface ReachedArchive {
  /** `archive Debian trixie`, or a distribution that no archive is known for. */
  readonly archive: string;
  /** What is wrong; undefined when it answered with a good signature. */
  readonly problem: string | undefined;
}

/** Asks every archive that distributions read for its signed index, each once. */
export async function reachArchives(
  ecosystems: Ecosystems,
  distributions: readonly Distribution[],
): Promise<readonly ReachedArchive[]> {
  const { plugin, host } = ecosystems.get('deb');
  const now = new Date().toISOString();
  const questions = new Map<string, () => Promise<unknown>>();
  for (const { release, pockets } of distributions) {
    try {
      for (const source of plugin.snapshots.sources(release, pockets)) {
        const options = { previous: undefined, platforms: ['linux/amd64'], now };
        questions.set(`archive ${source.origin} ${source.suite}`, () => plugin.snapshots.take(source, options, host));
      }
    } catch (error) {
      questions.set(`distribution ${release}`, () => Promise.reject(error));
    }
  }
  return Promise.all([...questions].map(async ([archive, ask]) => ({ archive, problem: await problemOf(ask) })));
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
