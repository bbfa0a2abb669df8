import type { Digest } from '@quench/plugin-sdk';

/** A digest with another digit at one of its 64 places. */
export function flipped(digest: Digest, at: number): Digest {
  const digits = [...digest.slice('sha256:'.length)];
  const other = digits.map((digit, place) => (place === at ? (digit === '0' ? '1' : '0') : digit)).join('');
  return `sha256:${other}`;
}

/** Bytes of which one is another: all its bits are turned that are set in `bits`. */
export const flippedByte = (bytes: Uint8Array, at: number, bits: number): Uint8Array =>
  bytes.with(at, (bytes[at] ?? 0) ^ bits);
