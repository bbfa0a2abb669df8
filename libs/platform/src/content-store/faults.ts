import { IntegrityFault, TransientFault, type Digest } from '@quench/kernel';
import { errorCode } from '../node-errors/index.js';

/** What systems say of a disk, or of somebody's share of it, that is full. */
const FULL = new Set(['ENOSPC', 'EDQUOT']);

export const missing = (digest: Digest, root: string): IntegrityFault =>
  new IntegrityFault('content-missing', `${digest} is not in the content store ${root}`);

export const tooLarge = (what: string, maxBytes: number): IntegrityFault =>
  new IntegrityFault('content-too-large', `${what}; at most ${String(maxBytes)} are allowed here`);

export const corrupt = (path: string, actual: Digest): IntegrityFault =>
  new IntegrityFault(
    'content-corrupt',
    `${path} holds ${actual}. Scrub the content store, then let the content be fetched again.`,
  );

/** @throws IntegrityFault `digest-mismatch` */
export function checkExpected(actual: { readonly digest: Digest; readonly size: number }, expected?: Digest): void {
  const { digest, size } = actual;
  if (expected === undefined || digest === expected) return;
  throw new IntegrityFault('digest-mismatch', `The bytes are ${digest} (${String(size)} bytes); expected ${expected}`);
}

/** What a fault of a write is to callers: TransientFault `content-store-full` when no room is left, otherwise as it is. */
export const ofWrite = (fault: unknown, root: string): unknown =>
  FULL.has(errorCode(fault) ?? '')
    ? new TransientFault(
        'content-store-full',
        `No room is left for contents in ${root}. Make room: it is tried again`,
        {
          cause: fault,
        },
      )
    : fault;
