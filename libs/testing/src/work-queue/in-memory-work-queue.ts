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
import { inMemoryTx, type InMemoryTx } from '../transaction/in-memory-transactor.js';
import {
  claimed,
  depthOf,
  dropped,
  died,
  enqueued,
  finished,
  isCaused,
  isLeft,
  postponed,
  sameRequest,
  stateOf,
  toClaim,
  toWorkRow,
  triedAgain,
  waitsOnlyFor,
  type InMemoryRow,
} from './in-memory-row.js';
import { beforeOthers, dueFor, nextDueOf, rankOf, servedOf } from './in-memory-ranks.js';

const idOf = (of: { readonly kind: string; readonly key: string }): string => JSON.stringify([of.kind, of.key]);

const machine: Clock = { now: () => new Date().toISOString() };

/** The queue as a map. Its time is its clock's, the machine's by default, moved on by `advance`. */
export class InMemoryWorkQueue extends WorkQueue {
  private readonly rows = new Map<string, InMemoryRow>();
  /** Items that an open transaction finishes; nobody else may touch them until it ends. */
  private readonly locked = new Set<string>();
  private offsetMs = 0;
  private turns = 0;
  private last = 0;

  constructor(private readonly clock: Clock = machine) {
    super();
  }

  /** Lets `ms` pass, so that leases end and items become due. */
  advance(ms: number): void {
    this.offsetMs += ms;
  }

  /** Makes the lease of a running item end now. */
  lapse(kind: string, key: string): void {
    const row = this.rows.get(idOf({ kind, key }));
    if (row?.state === 'running') this.put({ ...row, leaseUntil: 0 });
  }

  /** The raw rows, for whoever judges what happened. */
  table(): readonly WorkTableRow[] {
    return [...this.rows.values()].map(({ effect, reason, kind, key, state, wanted, done, fence, attempts }) => ({
      ...{ kind, key, state, wanted, done, fence, attempts },
      ...(effect !== undefined && { effect: effect.state }),
      ...(reason !== undefined && { reason }),
    }));
  }

  override enqueueAll(wishes: readonly Wish[], tx?: Tx): Promise<void> {
    const items = mergeWishes(wishes);
    return asPromise(() => {
      // Checks before anything is staged: a commit must not fail.
      for (const item of items) enqueued(undefined, item, item.cause, { now: this.now(), rank: 0 });
      const write = (): void => {
        for (const item of items) {
          const at = { now: this.now(), rank: rankOf(this.rows.values(), item) };
          this.put(enqueued(this.rows.get(idOf(item)), item, item.cause, at));
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
      const [row] = [...this.rows.values()]
        .filter((one) => one.kind === kind && this.isDue(one, worker) && !this.locked.has(idOf(one)))
        .sort(beforeOthers);
      if (row === undefined) return undefined;
      this.turns += 1;
      const by = { worker, until: this.now() + leaseMs, turn: this.turns, served: servedOf(this.rows.values(), row) };
      return toClaim(this.put(claimed(row, by)));
    });
  }

  override renew(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.change(claim, (row) => ({ ...row, leaseUntil: this.now() + leaseMs }));
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
      const row = this.held(claim);
      if (row === undefined) return false;
      if (row.effect?.state === 'intended') {
        throw new Rejection('effect-unsettled', `${row.kind} ${row.key} has an effect that must be settled first`);
      }
      if (tx === undefined) this.put(finished(row, moot));
      else this.finishWith(inMemoryTx(tx), claim, moot);
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
      notBefore: forOthers === undefined ? Math.min(row.notBefore, this.now()) : this.now() + forOthers.afterMs,
    }));
  }

  override async fail(claim: Claim, failure: Failure, maxAttempts: number): Promise<WorkState | 'lost'> {
    const { reason } = failure;
    const kept = await this.change(claim, (row) =>
      failure.then === 'die' || row.attempts >= maxAttempts
        ? died(row, reason)
        : postponed(row, reason, this.now() + failure.retryAfterMs),
    );
    return kept ? (this.rows.get(idOf(claim))?.state ?? 'lost') : 'lost';
  }

  override list(filter: {
    readonly states?: readonly WorkState[];
    readonly kinds?: readonly string[];
    readonly tried?: true;
    readonly limit: number;
  }): Promise<readonly WorkRow[]> {
    const { states, kinds, tried = false, limit } = filter;
    return asPromise(() =>
      [...this.rows.values()]
        .filter((row) => states?.includes(row.state) ?? true)
        .filter((row) => kinds?.includes(row.kind) ?? true)
        .filter((row) => !tried || row.attempts > 0 || row.worker !== undefined)
        .sort((a, b) => b.priority - a.priority || a.enqueuedAt - b.enqueuedAt)
        .slice(0, limit)
        .map(toWorkRow),
    );
  }

  override depth(): ReturnType<WorkQueue['depth']> {
    return asPromise(() => depthOf([...this.rows.values()], (row) => this.isDue(row)));
  }

  override nextDue(kinds: readonly string[], worker: string): Promise<ReadonlyMap<string, number>> {
    return asPromise(() => nextDueOf(this.rows.values(), kinds, { worker, now: this.now() }));
  }

  override async retry(kind: string, key: string): Promise<boolean> {
    const row = this.rows.get(idOf({ kind, key }));
    if (row?.state !== 'dead' && row?.state !== 'dropped') return false;
    this.put(triedAgain(row, this.now(), (peers) => servedOf(this.rows.values(), peers)));
    return true;
  }

  override async drop(kind: string, key: string, reason: string): Promise<boolean> {
    const row = this.rows.get(idOf({ kind, key }));
    if (row === undefined || row.state === 'done') return false;
    this.put(dropped(row, reason));
    return true;
  }

  override async states(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, WorkState | 'left'>> {
    const rows = keys.flatMap((key) => this.rows.get(idOf({ kind, key })) ?? []);
    return new Map(rows.map((row) => [row.key, stateOf(row)]));
  }

  override async caused(kind: string, causes: readonly string[]): Promise<readonly CausedWork[]> {
    return this.ofCauses(kind, causes)
      .flatMap((row): readonly CausedWork[] => {
        const state = stateOf(row);
        return state === 'done' ? [] : [{ key: row.key, state, held: row.held }];
      })
      .sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  override async waits(kind: string, causes: readonly string[]): Promise<boolean> {
    return this.ofCauses(kind, causes).some((row) => row.state === 'queued' && !row.held && !isLeft(row));
  }

  override hold(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => !row.held && waitsOnlyFor(row, causes);
    return this.changeAll(kind, isToBe, (row) => ({ ...row, held: true, attempts: 0 }), tx);
  }

  override release(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => row.held && isCaused(row, causes);
    return this.changeAll(kind, isToBe, (row) => ({ ...row, held: false }), tx);
  }

  override dropCaused(kind: string, causes: readonly string[], reason: string, tx: Tx): Promise<number> {
    const isToBe = (row: InMemoryRow): boolean => waitsOnlyFor(row, causes) && row.effect?.state !== 'intended';
    return this.changeAll(kind, isToBe, (row) => dropped(row, reason), tx);
  }

  private finishWith(inside: InMemoryTx, claim: Claim, moot: string | undefined): void {
    this.locked.add(idOf(claim));
    inside.onRollback(() => this.locked.delete(idOf(claim)));
    inside.onCommit(() => {
      this.locked.delete(idOf(claim));
      const newest = this.held(claim);
      if (newest !== undefined) this.put(finished(newest, moot));
    });
  }

  private ofCauses(kind: string, causes: readonly string[]): readonly InMemoryRow[] {
    return [...this.rows.values()].filter((row) => row.kind === kind && isCaused(row, causes));
  }

  /** Changes items that are as they should be, also at the commit. */
  private changeAll(
    kind: string,
    isToBe: (row: InMemoryRow) => boolean,
    change: (row: InMemoryRow) => InMemoryRow,
    tx: Tx,
  ): Promise<number> {
    return asPromise(() => {
      const found = (): readonly InMemoryRow[] =>
        [...this.rows.values()].filter((row) => row.kind === kind && isToBe(row));
      inMemoryTx(tx).onCommit(() => {
        for (const row of found()) this.put(change(row));
      });
      return found().length;
    });
  }

  /** Never the same twice, so that age is an order. */
  private now(): number {
    this.last = Math.max(Date.parse(this.clock.now()) + this.offsetMs, this.last + 0.001);
    return this.last;
  }

  private put(row: InMemoryRow): InMemoryRow {
    this.rows.set(idOf(row), row);
    return row;
  }

  private isDue(row: InMemoryRow, worker?: string): boolean {
    const now = this.now();
    const waits = row.state === 'queued' && !row.held;
    return (waits && dueFor(row, worker) <= now) || (row.state === 'running' && row.leaseUntil < now);
  }

  /** The row, if the claim still holds it. */
  private held(claim: Claim): InMemoryRow | undefined {
    const row = this.rows.get(idOf(claim));
    return row?.state === 'running' && row.fence === claim.fence ? row : undefined;
  }

  private change(claim: Claim, next: (row: InMemoryRow) => InMemoryRow): Promise<boolean> {
    return asPromise(() => {
      const row = this.held(claim);
      if (row === undefined) return false;
      this.put(next(row));
      return true;
    });
  }
}

/** So that what throws rejects. */
const asPromise = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
