import type { Wanted } from '@quench/kernel';
import { OTHERS_FIRST_MS } from '@quench/ports';
import type { InMemoryRow } from './in-memory-row.js';

/** The rank that was served last, of the kind and the priority of an item. */
export function servedOf(
  rows: Iterable<InMemoryRow>,
  { kind, priority }: Pick<InMemoryRow, 'kind' | 'priority'>,
): number {
  let newest = { turn: 0, served: 0 };
  for (const row of rows) {
    if (row.kind === kind && row.priority === priority && row.turn > newest.turn) newest = row;
  }
  return newest.served;
}

/** The rank of an item that is wished for: after those that wait for its fair key, and after what is served now. */
export function rankOf(rows: Iterable<InMemoryRow>, { kind, fairKey = '', priority = 0 }: Wanted): number {
  const all = [...rows];
  const waiting = all.filter((row) => row.kind === kind && row.fairKey === fairKey && row.state === 'queued');
  return 1 + Math.max(servedOf(all, { kind, priority }), ...waiting.map(({ rank }) => rank));
}

/** What somebody left undone comes before what waits. */
export const beforeOthers = (a: InMemoryRow, b: InMemoryRow): number =>
  Number(a.state === 'queued') - Number(b.state === 'queued') ||
  b.priority - a.priority ||
  a.rank - b.rank ||
  a.enqueuedAt - b.enqueuedAt;

/** When a waiting item can be claimed, by that worker if one is given. */
export const dueFor = ({ notBefore, worker: leaver }: InMemoryRow, worker: string | undefined): number =>
  notBefore + (leaver !== undefined && leaver === worker ? OTHERS_FIRST_MS : 0);
