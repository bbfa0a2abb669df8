import { existsSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';

const TAIL_BYTES = 16 * 1024;
const ROTATE_BYTES = 1024 * 1024;

/** Begins a new file when the old one has grown; one old one is kept, as `<path>.1`. */
export async function rotateLog(path: string): Promise<void> {
  if (existsSync(path) && (await stat(path)).size > ROTATE_BYTES) await rename(path, `${path}.1`);
}

/** Bytes in a log, which is where the next start's lines begin. */
export const logEnd = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * What PostgreSQL last said of itself that tells most: its last fatal line, else its last line; undefined when it said
 * nothing. A refused client is not news of the server; `%b` in the log's prefix tells them apart.
 * @param from bytes before this are somebody else's
 */
export async function lastLine(path: string, from = 0): Promise<string | undefined> {
  const end = await logEnd(path);
  const start = Math.max(from, end - TAIL_BYTES);
  if (end <= start) return undefined;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(end - start), position: start });
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .map((line) => line.trim());
    const own = lines.filter((line) => line !== '' && !line.includes('client backend'));
    return own.findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? own.at(-1);
  } finally {
    await file.close();
  }
}
