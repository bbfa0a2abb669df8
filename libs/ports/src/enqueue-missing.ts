import { commandId, type Wanted } from '@quench/kernel';
import type { WorkQueue } from './work-queue.js';
import type { Resync } from './worker.js';

/** Asks for what a resync found missing, as one request. @param at RFC 3339 in UTC */
export async function enqueueMissing(
  queue: WorkQueue,
  wanted: readonly Wanted[],
  { resync, at }: { readonly resync: Pick<Resync, 'name'>; readonly at: string },
): Promise<void> {
  if (wanted.length === 0) return;
  await queue.enqueue(wanted, { causes: [], correlationId: commandId('resync', resync.name, at) });
}
