import type { Wanted } from '@quench/kernel';
import { OTHERS_FIRST_MS } from '@quench/ports';
import type { InMemoryRow } from './in-memory-row.js';

type Served = Pick<InMemoryRow, 'turn' | 'served'>;
type Peers = Pick<InMemoryRow, 'kind' | 'priority'>;
const NOBODY: Served = { turn: 0, served: 0 };

const later = (newest: Served, row: InMemoryRow, { kind, priority }: Peers): Served =>
  row.kind === kind && row.priority === priority && row.turn > newest.turn ? row : newest;

/** The rank that was served last, of the kind and the priority of an item. */
export function servedOf(rows: Iterable<InMemoryRow>, peers: Peers): number {
  let newest = NOBODY;
  for (const row of rows) newest = later(newest, row, peers);
  return newest.served;
}

/** The rank of an item that is wished for: after those that wait for its fair key, and after what is served now. */
export function rankOf(rows: Iterable<InMemoryRow>, { kind, fairKey = '', priority = 0 }: Wanted): number {
  const peers = { kind, priority };
  let [newest, waiting] = [NOBODY, 0];
  // One pass, without lists and without globals, which Jest looks up slowly: it is done anew for each of ten thousand items.
  for (const row of rows) {
    newest = later(newest, row, peers);
    if (row.state !== 'queued' || row.kind !== kind || row.fairKey !== fairKey) continue;
    if (row.rank > waiting) waiting = row.rank;
  }
  return 1 + Math.max(newest.served, waiting);
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

/** Of each of the kinds that has an open item, in how many milliseconds the first one can be claimed. */
export function nextDueOf(
  rows: Iterable<InMemoryRow>,
  kinds: readonly string[],
  { worker, now }: { readonly worker: string; readonly now: number },
): ReadonlyMap<string, number> {
  const next = new Map<string, number>();
  for (const row of rows) {
    const { kind, state, leaseUntil } = row;
    if (!kinds.includes(kind) || row.held || (state !== 'queued' && state !== 'running')) continue;
    const inMs = Math.max(0, (state === 'queued' ? dueFor(row, worker) : leaseUntil) - now);
    next.set(kind, Math.min(inMs, next.get(kind) ?? inMs));
  }
  return next;
}
