import type { ArchiveEntry, UnpackLimits } from '@quench/plugin-sdk';
import { isAr, readAr } from './ar-reader.js';
import { malformed } from './archive-fault.js';
import { decompress } from './decompress.js';
import { BLOCK_BYTES, checksumHolds, isZeroBlock } from './tar-header.js';
import { readTar } from './tar-reader.js';

/**
 * The entries of an ar or tar archive, the latter plain or compressed by xz, gzip or zstd. Members of an ar come as
 * they are: unpack `data.tar.*` of a .deb once more. Contents are views of the unfolded bytes.
 * @throws IntegrityFault `archive-malformed`, `archive-too-large`, `archive-entry-refused`
 */
export async function unpackArchive(bytes: Uint8Array, limits: UnpackLimits): Promise<readonly ArchiveEntry[]> {
  const plain = await decompress(bytes, { maxBytes: limits.maxBytes });
  if (isAr(plain)) return readAr(plain, limits);
  const first = plain.subarray(0, BLOCK_BYTES);
  if (!checksumHolds(first) && !(first.length === BLOCK_BYTES && isZeroBlock(first))) {
    throw malformed('it is neither an ar nor a tar');
  }
  return readTar(plain, limits);
}
