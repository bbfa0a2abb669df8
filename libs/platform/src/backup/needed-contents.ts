import { createWriteStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Content } from '@quench/ports';
import { IntegrityFault, Rejection, type Digest } from '@quench/kernel';
import { FolderContentStore } from '../content-store/index.js';
import { unlessMissing } from '../node-errors/index.js';

const LINE = /^(sha256:[0-9a-f]{64}) (\d+)$/;

/**
 * Writes down what a content store has. A content is written before the event that names it is committed: what a
 * snapshot names is in the store after it.
 */
export async function writeContents(
  root: string,
  path: string,
): Promise<{ readonly count: number; readonly bytes: number }> {
  let count = 0;
  let bytes = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const { digest, size } of contentsOf(root)) {
      count++;
      bytes += size;
      yield `${digest} ${String(size)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  return { count, bytes };
}

async function* contentsOf(root: string): AsyncGenerator<Content> {
  const top = join(root, 'sha256');
  for (const folder of ((await readdir(top).catch(unlessMissing)) ?? []).sort()) {
    for (const name of (await readdir(join(top, folder))).sort()) {
      const { size } = await stat(join(top, folder, name));
      yield { digest: `sha256:${folder}${name}` as Digest, size };
    }
  }
}

/** The contents that a backup needs. @throws IntegrityFault `backup-damaged` */
export async function readContents(path: string): Promise<readonly Content[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [, digest, size] = LINE.exec(line) ?? [];
    if (digest === undefined) throw new IntegrityFault('backup-damaged', `Not a content in ${path}: ${line}`);
    return { digest: digest as Digest, size: Number(size) };
  });
}

/** Where contents that are missing come from, and until when. */
export interface BringOptions {
  /** Root of another store. */
  readonly from?: string | undefined;
  /** Ends it between two contents. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sees that a content store has what a backup needs, and takes what is missing from another one, each content verified on
 * the way. Takes nothing unless that one has all of it.
 * @returns how many were taken
 * @throws Rejection `backup-contents-missing` with how many; the reason of `signal`
 */
export async function bringContents(
  needed: readonly Content[],
  to: string,
  { from, signal }: BringOptions,
): Promise<number> {
  const own = new FolderContentStore(to);
  const wanted = await missingIn(own, needed);
  const other = from === undefined ? undefined : new FolderContentStore(from);
  const missing = other === undefined ? wanted : await missingIn(other, wanted);
  const [first] = missing;
  if (first !== undefined) {
    const bytes = missing.reduce((sum, { size }) => sum + size, 0);
    throw new Rejection(
      'backup-contents-missing',
      `${String(missing.length)} contents of ${String(needed.length)} that the backup needs, ${String(bytes)} bytes, are ` +
        `not in ${to}${from === undefined ? '' : ` and not in ${from}`}, such as ${first.digest}. Name the content folder ` +
        `of the factory or of a copy of it with --contents, or go on without them with --without-contents`,
    );
  }
  if (other === undefined) return 0;
  for (const { digest, size } of wanted) {
    signal?.throwIfAborted();
    await own.write(other.stream(digest), { expected: digest, maxBytes: size });
  }
  return wanted.length;
}

async function missingIn(store: FolderContentStore, contents: readonly Content[]): Promise<readonly Content[]> {
  const missing: Content[] = [];
  for (const content of contents) {
    if ((await store.stat(content.digest))?.size !== content.size) missing.push(content);
  }
  return missing;
}
