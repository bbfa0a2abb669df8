import { canonicalJson, Rejection, type Json } from '@quench/kernel';
import {
  mergeWishes,
  WorkQueue,
  type CausedWork,
  type Claim,
  type Failure,
  type Tx,
  type Wish,
  type WorkRow,
  type WorkState,
} from '@quench/ports';
import type pg from 'pg';
import { inTx, withClient, type Database } from '../database/index.js';
import { failpoint } from '../failpoints/index.js';
import { storableText, toClaim, toWorkRow, type ClaimRow, type ListRow } from './work-rows.js';
import { statements } from './work-queue.sql.js';

const held = ({ kind, key, fence }: Claim): readonly unknown[] => [kind, key, fence];

/** The queue as the table `work` of a service's schema. */
export class PgWorkQueue extends WorkQueue {
  constructor(private readonly database: Database) {
    super();
  }

  override async enqueueAll(wishes: readonly Wish[], tx?: Tx): Promise<void> {
    const items = mergeWishes(wishes);
    if (items.length === 0) return;
    const values = [
      items.map(({ kind }) => kind),
      items.map(({ key }) => key),
      items.map(({ priority }) => priority),
      items.map(({ fairKey }) => fairKey ?? ''),
      items.map(({ notBefore }) => notBefore ?? null),
      items.map(({ cause }) => JSON.stringify(cause.causes)),
      items.map(({ cause }) => cause.correlationId),
    ];
    await this.query('enqueue', values, tx);
  }

  override async claim(request: {
    readonly kind: string;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<Claim | undefined> {
    const { rows } = await this.query<ClaimRow>('claim', [request.kind, request.worker, request.leaseMs]);
    return rows[0] === undefined ? undefined : toClaim(rows[0]);
  }

  override renew(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.changes('renew', [...held(claim), leaseMs]);
  }

  override async intend(claim: Claim, request: Json): Promise<boolean> {
    failpoint('effect-before-intend', claim.kind);
    const written = await this.changes('intend', [...held(claim), canonicalJson(request)]);
    failpoint('effect-intended', claim.kind);
    if (written) return true;
    return this.lost(claim, 'effect-unsettled', 'has an effect that must be settled first');
  }

  override async settle(claim: Claim, state: 'confirmed' | 'conflict', response: Json): Promise<boolean> {
    failpoint('effect-before-settle', claim.kind);
    const written = await this.changes('settle', [...held(claim), state, canonicalJson(response)]);
    failpoint('effect-settled', claim.kind);
    if (written) return true;
    return this.lost(claim, 'effect-missing', 'intended nothing that could be settled');
  }

  override async finish(claim: Claim, tx: Tx | undefined, moot?: string): Promise<boolean> {
    const reason = moot === undefined ? null : storableText(moot);
    if (await this.changes('finish', [...held(claim), reason], tx)) return true;
    return this.lost(claim, 'effect-unsettled', 'has an effect that must be settled first', tx);
  }

  override giveBack(claim: Claim, forOthers?: { readonly reason: string; readonly afterMs: number }): Promise<boolean> {
    const why = forOthers === undefined ? [null, null] : [storableText(forOthers.reason), forOthers.afterMs];
    return this.changes('giveBack', [...held(claim), ...why]);
  }

  override async fail(claim: Claim, failure: Failure, maxAttempts: number): Promise<WorkState | 'lost'> {
    const retry = failure.then === 'retry';
    const values = [storableText(failure.reason), retry ? failure.retryAfterMs : 0, retry ? maxAttempts : 0];
    const { rows } = await this.query<{ state: WorkState }>('fail', [...held(claim), ...values]);
    return rows[0]?.state ?? 'lost';
  }

  override async list(filter: {
    readonly states?: readonly WorkState[];
    readonly kinds?: readonly string[];
    readonly tried?: true;
    readonly limit: number;
  }): Promise<readonly WorkRow[]> {
    const values = [filter.states ?? null, filter.kinds ?? null, filter.limit, filter.tried ?? false];
    return (await this.query<ListRow>('list', values)).rows.map(toWorkRow);
  }

  override async depth(): Promise<
    readonly { readonly kind: string; readonly state: WorkState; readonly items: number; readonly due: number }[]
  > {
    return (await this.query<{ kind: string; state: WorkState; items: number; due: number }>('depth', [])).rows;
  }

  override async nextDue(kinds: readonly string[], worker: string): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.query<{ kind: string; in_ms: number }>('nextDue', [kinds, worker]);
    return new Map(rows.map(({ kind, in_ms: inMs }) => [kind, inMs]));
  }

  override retry(kind: string, key: string): Promise<boolean> {
    return this.changes('retry', [kind, key]);
  }

  override drop(kind: string, key: string, reason: string): Promise<boolean> {
    return this.changes('drop', [kind, key, storableText(reason)]);
  }

  override async states(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, WorkState | 'left'>> {
    const { rows } = await this.query<{ key: string; state: WorkState | 'left' }>('states', [kind, keys]);
    return new Map(rows.map(({ key, state }) => [key, state]));
  }

  override async caused(kind: string, causes: readonly string[]): Promise<readonly CausedWork[]> {
    return (await this.query<CausedWork & pg.QueryResultRow>('caused', [kind, causes])).rows;
  }

  override waits(kind: string, causes: readonly string[]): Promise<boolean> {
    return this.changes('waits', [kind, causes]);
  }

  override hold(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    return this.count('hold', [kind, causes], tx);
  }

  override release(kind: string, causes: readonly string[], tx: Tx): Promise<number> {
    return this.count('release', [kind, causes], tx);
  }

  override dropCaused(kind: string, causes: readonly string[], reason: string, tx: Tx): Promise<number> {
    return this.count('dropCaused', [kind, causes, storableText(reason)], tx);
  }

  /**
   * Lets what a killed process was working on be claimed at once. Only for one who knows that nobody else works here; were
   * that wrong, fences would still keep the other's results out.
   */
  async endLeases(): Promise<void> {
    await this.query('endLeases', []);
  }

  /** False when the claim is lost; the rule that it broke when it is not. */
  private async lost(claim: Claim, code: string, problem: string, tx?: Tx): Promise<false> {
    const { rowCount } = await this.query('isHeld', held(claim), tx);
    if (rowCount === 1) throw new Rejection(code, `${claim.kind} ${claim.key} ${problem}`);
    return false;
  }

  private async count(name: keyof typeof statements, values: readonly unknown[], tx: Tx): Promise<number> {
    return (await this.query(name, values, tx)).rowCount ?? 0;
  }

  private async changes(name: keyof typeof statements, values: readonly unknown[], tx?: Tx): Promise<boolean> {
    return (await this.query(name, values, tx)).rowCount === 1;
  }

  private query<Row extends object>(
    name: keyof typeof statements,
    values: readonly unknown[],
    tx?: Tx,
  ): Promise<pg.QueryResult<Row>> {
    const statement = { name: `work-${name}`, text: statements[name], values: [...values] };
    return tx === undefined
      ? withClient(this.database, (client) => client.query<Row>(statement))
      : inTx(tx).client.query<Row>(statement);
  }
}
