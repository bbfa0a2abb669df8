import type { Claim, Clock, Tx } from '@quench/ports';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { dueFor } from './in-memory-ranks.js';
import type { InMemoryRow } from './in-memory-row.js';
import { isCaused } from './in-memory-views.js';

/** What names an item. */
interface ItemName {
  readonly kind: string;
  readonly key: string;
}

const idOf = ({ kind, key }: ItemName): string => JSON.stringify([kind, key]);

/** The items of a queue, who may change them, and what time it is for them. */
export class InMemoryTable {
  private readonly byId = new Map<string, InMemoryRow>();
  /** Items that an open transaction finishes; nobody else may touch them until it ends. */
  private readonly locked = new Set<string>();
  private offsetMs = 0;
  private last = 0;

  constructor(private readonly clock: Clock) {}

  /** Lets `ms` pass. */
  advance(ms: number): void {
    this.offsetMs += ms;
  }

  /** Milliseconds since 1970. Never the same twice, so that age is an order. */
  now(): number {
    this.last = Math.max(Date.parse(this.clock.now()) + this.offsetMs, this.last + 0.001);
    return this.last;
  }

  /** All of them, in the order in which they were first wished for. */
  rows(): Iterable<InMemoryRow> {
    return this.byId.values();
  }

  rowsOf(kind: string): readonly InMemoryRow[] {
    return [...this.byId.values()].filter((row) => row.kind === kind);
  }

  ofCauses(kind: string, causes: readonly string[]): readonly InMemoryRow[] {
    return this.rowsOf(kind).filter((row) => isCaused(row, causes));
  }

  get(item: ItemName): InMemoryRow | undefined {
    return this.byId.get(idOf(item));
  }

  put(row: InMemoryRow): InMemoryRow {
    this.byId.set(idOf(row), row);
    return row;
  }

  /** Whether it can be claimed now, by that worker if one is given. */
  isDue(row: InMemoryRow, worker?: string): boolean {
    const now = this.now();
    const waits = row.state === 'queued' && !row.held;
    return (waits && dueFor(row, worker) <= now) || (row.state === 'running' && row.leaseUntil < now);
  }

  isLocked(item: ItemName): boolean {
    return this.locked.has(idOf(item));
  }

  /** The row, if the claim still holds it. */
  held(claim: Claim): InMemoryRow | undefined {
    const row = this.byId.get(idOf(claim));
    return row?.state === 'running' && row.fence === claim.fence ? row : undefined;
  }

  /** Changes what a claim still holds. */
  change(claim: Claim, next: (row: InMemoryRow) => InMemoryRow): boolean {
    const row = this.held(claim);
    if (row === undefined) return false;
    this.put(next(row));
    return true;
  }

  /** The same at the commit, until which nobody else claims it. */
  changeWith(tx: Tx, claim: Claim, next: (row: InMemoryRow) => InMemoryRow): void {
    const inside = inMemoryTx(tx);
    this.locked.add(idOf(claim));
    inside.onRollback(() => this.locked.delete(idOf(claim)));
    inside.onCommit(() => {
      this.locked.delete(idOf(claim));
      this.change(claim, next);
    });
  }

  /** Changes items that are as they should be, also at the commit. Answers how many are now. */
  changeAll(
    kind: string,
    isToBe: (row: InMemoryRow) => boolean,
    change: (row: InMemoryRow) => InMemoryRow,
    tx: Tx,
  ): number {
    const found = (): readonly InMemoryRow[] => this.rowsOf(kind).filter(isToBe);
    inMemoryTx(tx).onCommit(() => {
      for (const row of found()) this.put(change(row));
    });
    return found().length;
  }
}
