import { readFile } from 'node:fs/promises';
import type { ServiceLaunch } from './launch-service.js';

/**
 * Whether a process is an instance, by the words that it was started with: once it has ended, its number may be that of
 * anybody, and there is no more to know of it than what the supervisor wrote down.
 */
export async function runsInstance(
  pid: number,
  { slot, configuration }: Pick<ServiceLaunch, 'slot' | 'configuration'>,
): Promise<boolean> {
  // It ends between one look and the next.
  const line = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
  const words = line.split('\0');
  return [slot, configuration].every((word) => words.includes(word));
}
