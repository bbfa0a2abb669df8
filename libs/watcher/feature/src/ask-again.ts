import { commandId } from '@quench/kernel';
import type { Claim, Tx, WorkQueue } from '@quench/ports';

/**
 * Asks for the same work at a later instant. Nobody but the worker itself wants it: what it finds then follows from nothing
 * before it.
 */
export const askAgain = (queue: WorkQueue, { kind, key }: Claim, notBefore: string, tx: Tx): Promise<void> =>
  queue.enqueue([{ kind, key, notBefore }], { causes: [], correlationId: commandId(kind, key, notBefore) }, tx);
