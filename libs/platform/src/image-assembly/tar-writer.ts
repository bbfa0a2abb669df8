import type { ImageEntry } from '@quench/plugin-sdk';
import { Rejection } from '@quench/kernel';
import { BLOCK_BYTES, entryBlocks, padding } from './tar-header.js';

/** A layer is held in memory while it is made. */
const MAX_TAR_BYTES = 2 ** 31;

/**
 * One archive of the entries: POSIX ustar, sorted by the bytes of their paths, hard links last so that what they name
 * exists. Their order does not matter. The buffer can be read by other threads.
 * @throws Rejection `entry-not-representable`, `layer-too-large`
 */
export function writeTar(entries: readonly ImageEntry[]): Uint8Array<SharedArrayBuffer> {
  const parts = inOrder(entries).map((entry) => ({
    blocks: entryBlocks(entry),
    content: entry.type === 'file' ? entry.content : undefined,
  }));
  const size = parts.reduce((sum, part) => sum + sizeOf(part), 0) + 2 * BLOCK_BYTES;
  if (size > MAX_TAR_BYTES) {
    throw new Rejection(
      'layer-too-large',
      `A layer would unfold to ${String(size)} bytes, of ${String(MAX_TAR_BYTES)}`,
    );
  }
  const tar = new Uint8Array(new SharedArrayBuffer(size));
  let at = 0;
  for (const { blocks, content } of parts) {
    for (const block of blocks) {
      tar.set(block, at);
      at += block.length;
    }
    if (content === undefined) continue;
    tar.set(content, at);
    at += content.length + padding(content.length);
  }
  return tar;
}

interface Part {
  readonly blocks: readonly Uint8Array[];
  readonly content: Uint8Array | undefined;
}

const sizeOf = ({ blocks, content }: Part): number =>
  blocks.reduce((sum, block) => sum + block.length, 0) +
  (content === undefined ? 0 : content.length + padding(content.length));

/** Byte order puts each directory before what is in it. */
function inOrder(entries: readonly ImageEntry[]): readonly ImageEntry[] {
  return entries
    .map((entry) => ({ entry, key: Buffer.from(entry.path), last: entry.type === 'hardlink' ? 1 : 0 }))
    .sort((a, b) => a.last - b.last || a.key.compare(b.key))
    .map(({ entry }) => entry);
}
