import { Rejection, type Json } from '@quench/kernel';
import {
  mergeWishes,
  WorkQueue,
  type CausedWork,
  type Claim,
  type Clock,
  type Failure,
  type Tx,
  type Wish,
  type WorkRow,
  type WorkState,
} from '@quench/ports';
import type { WorkTableRow } from '../history/history.js';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { beforeOthers, nextDueOf, rankOf, servedOf } from './in-memory-ranks.js';
import { claimed, died, dropped, finished, postponed, triedAgain, type InMemoryRow } from './in-memory-row.js';
import { InMemoryTable } from './in-memory-table.js';
import {
  depthOf,
  isCaused,
  isLeft,
  sameRequest,
  stateOf,
  toClaim,
  toWorkRow,
  waitsOnlyFor,
} from './in-memory-views.js';
import { enqueued } from './in-memory-wish.js';

const machine: Clock = { now: () => new Date().toISOString() };

/** The queue as a map. Its time is its clock's, the machine's by default, moved on by `advance`. */
export class InMemoryWorkQueue extends WorkQueue {
  private readonly items: InMemoryTable;
  private turns = 0;

  constructor(clock: Clock = machine) {
    super();
    this.items = new InMemoryTable(clock);
  }

  /** Lets `ms` pass, so that leases end and items become due. */
  advance(ms: number): void {
    this.items.advance(ms);
  }

  /** Makes the lease of a running item end now. */
  lapse(kind: string, key: string): void {
    const row = this.items.get({ kind, key });
    if (row?.state === 'running') this.items.put({ ...row, leaseUntil: 0 });
  }

  /** The raw rows, for whoever judges what happened. */
  table(): readonly WorkTableRow[] {
    return [...this.items.rows()].map(({ effect, reason, kind, key, state, wanted, done, fence, attempts }) => ({
      ...{ kind, key, state, wanted, done, fence, attempts },
      ...(effect !== undefined && { effect: effect.state }),
      ...(reason !== undefined && { reason }),
    }));
  }

  override enqueueAll(wishes: readonly Wish[], tx?: Tx): Promise<void> {
    const items = mergeWishes(wishes);
    return asPromise(() => {
      // Checks before anything is staged: a commit must not fail.
      for (const item of items) enqueued(undefined, item, item.cause, { now: this.items.now(), rank: 0 });
      const write = (): void => {
        for (const item of items) {
          const at = { now: this.items.now(), rank: rankOf(this.items.rows(), item) };
          this.items.put(enqueued(this.items.get(item), item, item.cause, at));
        }
      };
      if (tx === undefined) write();
      else inMemoryTx(tx).onCommit(write);
    });
  }

  override claim(request: {
    readonly kind: string;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<Claim | undefined> {
    const { kind, worker, leaseMs } = request;
    return asPromise(() => {
      const [row] = this.items
        .rowsOf(kind)
        .filter((one) => this.items.isDue(one, worker) && !this.items.isLocked(one))
        .sort(beforeOthers);
      if (row === undefined) return undefined;
      this.turns += 1;
      const by = {
        worker,
        until: this.items.now() + leaseMs,
        turn: this.turns,
        served: servedOf(this.items.rows(), row),
      };
      return toClaim(this.items.put(claimed(row, by)));
    });
  }

  override renew(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.change(claim, (row) => ({ ...row, leaseUntil: this.items.now() + leaseMs }));
  }

  override intend(claim: Claim, request: Json): Promise<boolean> {
    return this.change(claim, (row) => {
      if (row.effect?.state === 'intended' && !sameRequest(row, request)) {
        throw new Rejection('effect-unsettled', `${row.kind} ${row.key} has an effect that must be settled first`);
      }
      return { ...row, effect: { state: 'intended', request } };
    });
  }

  override settle(claim: Claim, state: 'confirmed' | 'conflict', response: Json): Promise<boolean> {
    return this.change(claim, (row) => {
      if (row.effect === undefined) throw new Rejection('effect-missing', `${row.kind} ${row.key} intended nothing`);
      return { ...row, effect: { state, request: row.effect.request, response } };
    });
  }

  override finish(claim: Claim, tx: Tx | undefined, moot?: string): Promise<boolean> {
    return asPromise(() => {
      const row = this.items.held(claim);
      if (row === undefined) return false;
      if (row.effect?.state === 'intended') {
        throw new Rejection('effect-unsettled', `${row.kind} ${row.key} has an effect that must be settled first`);
      }
      if (tx === undefined) this.items.put(finished(row, moot));
      else this.items.changeWith(tx, claim, (newest) => finished(newest, moot));
      return true;
    });
  }

  override giveBack(claim: Claim, forOthers?: { readonly reason: string; readonly afterMs: number }): Promise<boolean> {
    return this.change(claim, (row) => ({
      ...row,
      state: 'queued',
      fence: row.fence + 1,
      attempts: row.attempts - 1,
      worker: forOthers && row.worker,
      reason: forOthers?.reason ?? row.reason,
      notBefore:
        forOthers === undefined ? Math.min(row.notBefore, this.items.now()) : this.items.now() + forOthers.afterMs,
    }));
  }

  override async fail(claim: Claim, failure: Failure, maxAttempts: number): Promise<WorkState | 'lost'> {
    const { reason } = failure;
    const kept = await this.change(claim, (row) =>
      failure.then === 'die' || row.attempts >= maxAttempts
        ? died(row, reason)
        : postponed(row, reason, this.items.now() + failure.retryAfterMs),
    );
    return kept ? (this.items.get(claim)?.state ?? 'lost') : 'lost';
  }

  override list(filter: {
    readonly states?: readonly WorkState[];
    readonly kinds?: readonly string[];
    readonly tried?: true;
    readonly limit: number;
  }): Promise<readonly WorkRow[]> {
    const { states, kinds, tried = false, limit } = filter;
    return asPromise(() =>
      [...this.items.rows()]
        .filter((row) => states?.includes(row.state) ?? true)
        .filter((row) => kinds?.includes(row.kind) ?? true)
        .filter((row) => !tried || row.attempts > 0 || row.worker !== undefined)
        .sort((a, b) => b.priority - a.priority || a.enqueuedAt - b.enqueuedAt)
        .slice(0, limit)
        .map(toWorkRow),
    );
  }

  override depth(): ReturnType<WorkQueue['depth']> {
    return asPromise(() => depthOf([...this.items.rows()], (row) => this.items.isDue(row)));
  }

  override nextDue(kinds: readonly string[], worker: string): Promise<ReadonlyMap<string, number>> {
    return asPromise(() => nextDueOf(this.items.rows(), kinds, { worker, now: this.items.now() }));
  }

  override async retry(kind: string, key: string): Promise<boolean> {
    const row = this.items.get({ kind, key });
    if (row?.state !== 'dead' && row?.state !== 'dropped') return false;
    this.items.put(triedAgain(row, this.items.now(), (peers) => servedOf(this.items.rows(), peers)));
    return true;
  }

  override async drop(kind: string, key: string, reason: string): Promise<boolean> {
    const row = this.items.get({ kind, key });
    if (row === undefined || row.state === 'done') return false;
    this.items.put(dropped(row, reason));
    return true;
  }

  override async states(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, WorkState | 'left'>> {
    const rows = keys.flatMap((key) => this.items.get({ kind, key }) ?? []);
    return new Map(rows.map((row) => [row.key, stateOf(row)]));
  }

  override async caused(kind: string, causes: readonly string[]): Promise<readonly CausedWork[]> {
    return this.items
      .ofCauses(kind, causes)
      .flatMap((row): readonly CausedWork[] => {
        const state = stateOf(row);
        return state === 'done' ? [] : [{ key: row.key, state, held: row.held }];
      })
      .sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  override async waits(kind: string, causes: readonly string[]): Promise<boolean> {
    return this.items.ofCauses(kind, causes).some((row) => row.state === 'queued' && !row.held && !isLeft(row));
  }

  override hold(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => !row.held && waitsOnlyFor(row, causes);
    return asPromise(() => this.items.changeAll(kind, isToBe, (row) => ({ ...row, held: true, attempts: 0 }), tx));
  }

  override release(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => row.held && isCaused(row, causes);
    return asPromise(() => this.items.changeAll(kind, isToBe, (row) => ({ ...row, held: false }), tx));
  }

  override dropCaused(kind: string, causes: readonly string[], reason: string, tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => waitsOnlyFor(row, causes) && row.effect?.state !== 'intended';
    return asPromise(() => this.items.changeAll(kind, isToBe, (row) => dropped(row, reason), tx));
  }

  private change(claim: Claim, next: (row: InMemoryRow) => InMemoryRow): Promise<boolean> {
    return asPromise(() => this.items.change(claim, next));
  }
}

/** So that what throws rejects. */
const asPromise = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
