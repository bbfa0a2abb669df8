import { createHash } from 'node:crypto';
import { IntegrityFault } from '@quench/kernel';
import type { Checksum, Checksums } from '@quench/plugin-sdk';

const SHAPE = /^(sha1|sha256|sha384|sha512):[0-9a-f]+$/;

/**
 * The same bytes, hashed on the way; their end does not come unless they have every checksum.
 * @throws IntegrityFault `digest-mismatch`, `malformed-digest`
 */
export async function* checked(
  body: AsyncIterable<Uint8Array>,
  checksums: readonly Checksum[],
): AsyncIterable<Uint8Array> {
  const hashes = checksums.map((checksum) => ({ checksum, hash: createHash(algorithmOf(checksum)) }));
  for await (const chunk of body) {
    for (const { hash } of hashes) hash.update(chunk);
    yield chunk;
  }
  for (const { checksum, hash } of hashes) {
    const actual = `${algorithmOf(checksum)}:${hash.digest('hex')}`;
    if (actual !== checksum)
      throw new IntegrityFault('digest-mismatch', `The bytes are ${actual}; expected ${checksum}`);
  }
}

/** Whether bytes have every checksum. @throws IntegrityFault `malformed-digest` */
export const fulfils = (bytes: Uint8Array, checksums: Checksums): boolean =>
  checksums.every((checksum) => {
    const algorithm = algorithmOf(checksum);
    return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` === checksum;
  });

function algorithmOf(checksum: Checksum): string {
  const [, algorithm] = SHAPE.exec(checksum) ?? [];
  if (algorithm !== undefined) return algorithm;
  throw new IntegrityFault('malformed-digest', `Not a checksum: ${checksum.slice(0, 200)}`);
}
