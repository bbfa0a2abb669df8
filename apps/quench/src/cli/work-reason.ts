import type { WorkRow } from '@quench/ports';

type Reasoned = Pick<WorkRow, 'state' | 'attempts' | 'reason' | 'worker'>;

/**
 * What a row of the queue says of itself in the last column. The queue keeps the newest reason until there is another
 * one, also beside work that has begun anew: it is told only where it belongs.
 */
export function workReason({ state, attempts, reason = '', worker }: Reasoned): string {
  if (state === 'running' || reason === '') return '';
  if (state !== 'queued') return reason;
  // An item that waits has a worker only where that one left it to others.
  if (worker !== undefined) return `left to others: ${reason}`;
  return attempts > 0 ? `after a failure: ${reason}` : '';
}
