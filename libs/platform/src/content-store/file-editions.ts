import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentsThread } from './contents-thread.js';
import { editionOf } from './edition.js';
import { someAtATime } from './some-at-a-time.js';

/**
 * Editions of files, in their order; undefined of one that is missing or cannot be looked at.
 * @param names within `folder`
 * @param thread is asked while it runs; without it the event loop hands each look to another thread
 * @throws TransientFault `contents-thread-lost`
 */
export function fileEditions(
  folder: string,
  names: readonly string[],
  thread?: ContentsThread,
): Promise<readonly (string | undefined)[]> {
  return someAtATime(names, (some) => {
    if (thread?.isRunning === true) return thread.ask(folder, 'fileEditions', [some]);
    return Promise.all(some.map((name) => stat(join(folder, name), { bigint: true }).then(editionOf, () => undefined)));
  });
}

/** As {@link fileEditions}, by plain calls, for a thread that waits for nothing else. */
export const fileEditionsSync = (folder: string, names: readonly string[]): readonly (string | undefined)[] =>
  names.map((name) => {
    try {
      const found = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false });
      return found && editionOf(found);
    } catch {
      return undefined;
    }
  });
