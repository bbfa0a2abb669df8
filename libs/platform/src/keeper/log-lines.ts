import { existsSync } from 'node:fs';
import { copyFile, open, rename, rm, stat, truncate } from 'node:fs/promises';

const TAIL_BYTES = 16 * 1024;
const ROTATE_BYTES = 1024 * 1024;

/** Begins a new file when the old one has grown; one old one is kept, as `<path>.1`. */
export async function rotateLog(path: string): Promise<void> {
  if (existsSync(path) && (await stat(path)).size > ROTATE_BYTES) await rename(path, `${path}.1`);
}

/**
 * Empties a log that has grown, while others go on writing to it; one old one is kept, as `<path>.1`. Who writes must have
 * opened it to append. Lines that come between the copy and the cut are lost; where there is no room for the copy, so is
 * the copy: nothing may fill the disk with its log.
 */
export async function boundLog(path: string, maxBytes: number): Promise<void> {
  if ((await logEnd(path)) <= maxBytes) return;
  const old = `${path}.1`;
  await copyFile(path, old).catch(() => rm(old, { force: true, recursive: true }));
  await truncate(path);
}

/** Bytes in a log, which is where the next start's lines begin. */
export const logEnd = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** How to read a program's log. */
export interface LogWords {
  /** Lines that are not news of the program itself. */
  readonly foreign: RegExp;
  /** Lines that say why it ended, those that say it best first. */
  readonly fatal: readonly RegExp[];
}

/** Every line counts the same. */
export const ANY_LINE: LogWords = { foreign: /^$/, fatal: [] };

/**
 * What a program last said of itself that tells most: its last fatal line, else its last line; undefined when it said
 * nothing.
 * @param from bytes before this are somebody else's
 */
export async function lastLine(path: string, words: LogWords, from = 0): Promise<string | undefined> {
  const end = await logEnd(path);
  const start = Math.max(from, end - TAIL_BYTES);
  if (end <= start) return undefined;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(end - start), position: start });
    return tellingLine(buffer.toString('utf8', 0, bytesRead), words);
  } finally {
    await file.close();
  }
}

/** The line of a text that tells most. */
export function tellingLine(text: string, { foreign, fatal }: LogWords): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const own = lines.filter((line) => line !== '' && !foreign.test(line));
  for (const pattern of fatal) {
    const found = own.findLast((line) => pattern.test(line));
    if (found !== undefined) return found;
  }
  return own.at(-1);
}
