import { readFile } from 'node:fs/promises';
import { isAlive, self, type ProcessIdentity } from './process-identity.js';
import { replaceFile } from './replace-file.js';

/** What a process that holds a lock says of itself, in a file beside the lock. */
interface Holder {
  readonly process: ProcessIdentity;
  readonly command: string;
  /** RFC 3339. */
  readonly since: string;
}

/** Says that this process holds a lock. @param command as a person knows it */
export const writeHolder = (file: string, command: string): Promise<void> =>
  replaceFile(file, JSON.stringify({ process: self(), command, since: new Date().toISOString() } satisfies Holder));

/** In words, for whoever comes second; undefined when the one who is named there has ended. */
export async function holderIn(file: string): Promise<string | undefined> {
  const holder = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Holder,
    () => undefined,
  );
  if (holder === undefined || !isAlive(holder.process)) return undefined;
  return `process ${holder.process.pid} (${holder.command}) since ${holder.since}`;
}

/** A lock is taken before its holder says who it is: for a moment there is only an earlier holder's word. */
export const UNNAMED = 'a process that has only just started';
