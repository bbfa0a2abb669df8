import { sha256, type Digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import { CHUNK_BYTES, GZIP_HEADER, gzipTrailer, type LayerUse } from './gzip.js';
import type { JobExecutor } from './layer-job.js';

/** Large enough that handing it to another thread costs nothing beside the work. */
const RANGE_BYTES = 8 * CHUNK_BYTES;

/** A layer in the content store. */
export interface StoredLayer {
  readonly digest: Digest;
  readonly diffId: Digest;
  /** Compressed. */
  readonly sizeBytes: number;
}

/** Who compresses, for what, and where it is kept. */
export interface LayerPress {
  readonly store: ContentStore;
  readonly executor: JobExecutor;
  /** `image` by default. */
  readonly use?: LayerUse;
}

/** Compresses an archive, in ranges that several threads can take, and stores it. */
export async function storeLayer(
  tar: Uint8Array<SharedArrayBuffer>,
  { store, executor, use = 'image' }: LayerPress,
  signal: AbortSignal,
): Promise<StoredLayer> {
  const ranges: Promise<Uint8Array>[] = [];
  for (let start = 0; start < tar.length; start += RANGE_BYTES) {
    const end = Math.min(start + RANGE_BYTES, tar.length);
    ranges.push(executor.run({ kind: 'deflate', tar, range: { start, end, use } }, signal));
  }
  // Awaited one by one below; until then a failure must not count as unhandled.
  for (const range of ranges) range.catch(() => undefined);
  const diffId = sha256(tar);
  const { digest, size } = await store.write(gzipStream(ranges, gzipTrailer(tar)));
  return { digest, diffId, sizeBytes: size };
}

async function* gzipStream(ranges: readonly Promise<Uint8Array>[], trailer: Uint8Array): AsyncIterable<Uint8Array> {
  yield GZIP_HEADER;
  for (const range of ranges) yield await range;
  yield trailer;
}
