import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** Writes rows, each a line with a JSON string, compressed. Answers how many. */
export async function writeRows(path: string, rows: AsyncIterable<string>): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const row of rows) {
      count++;
      yield `${JSON.stringify(row)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return count;
}

/** The rows of a file, at most `size` at a time, and not many more characters than `characters`. */
export async function* readRows(path: string, size: number, characters: number): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  let length = 0;
  for await (const line of linesOf(path)) {
    const row = JSON.parse(line) as string;
    batch.push(row);
    length += row.length;
    if (batch.length < size && length < characters) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}

/** By `\n` alone: readline also ends a line at U+2028, which JSON writes as it is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const unpacked = source.pipe(createGunzip()).setEncoding('utf8');
  source.on('error', (fault) => unpacked.destroy(fault));
  let rest = '';
  for await (const chunk of unpacked) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
