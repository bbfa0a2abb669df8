import type { Json, Wanted } from '@quench/kernel';
import type { Tx } from './transaction.js';
import type { Wish } from './wishes.js';

/** How much longer than others the one who left an item to them waits for it, in milliseconds. */
export const OTHERS_FIRST_MS = 5_000;

/** Why work was asked for. */
export interface Cause {
  /** Ids of events; empty when a person or a resync asked. */
  readonly causes: readonly string[];
  readonly correlationId: string;
  /** Of wishes that say none themselves. Absent: ordinary. */
  readonly priority?: number | undefined;
}

/** The outside effect that an item is about to have or has had; lives in the item's row. */
export interface Effect {
  readonly state: 'intended' | 'confirmed' | 'conflict';
  /** What will be done, with the digests of the bytes produced for it. */
  readonly request: Json;
  readonly response?: Json;
}

/** The right to work on an item until the lease ends. Only the holder of the newest fence can finish. */
export interface Claim {
  readonly kind: string;
  readonly key: string;
  /** Which wish is being worked on; a newer wish runs the item again afterwards. */
  readonly generation: number;
  readonly fence: number;
  /** 1 for the first try of this generation. */
  readonly attempt: number;
  readonly causes: readonly string[];
  readonly correlationId: string;
  /** As when it was claimed. What it leads to is as urgent. */
  readonly priority: number;
  readonly worker: string;
  /** Of the service's own log when it was claimed: a restored database starts its generations again. */
  readonly epoch: number;
  /** An effect of an earlier try that must be settled first. */
  readonly effect?: Effect | undefined;
}

export type WorkState = 'queued' | 'running' | 'done' | 'dead' | 'dropped';

/** One row of the queue, for people. */
export interface WorkRow {
  readonly kind: string;
  readonly key: string;
  readonly state: WorkState;
  readonly priority: number;
  readonly attempts: number;
  readonly wanted: number;
  readonly done: number;
  readonly notBefore: string;
  readonly enqueuedAt: string;
  /** `<code>: <message>` of the last failure; of a done item, why nothing had to be done. */
  readonly reason?: string | undefined;
  /** Who works on it, or left it to others. */
  readonly worker?: string | undefined;
}

/** An item that events asked for, and that is not done. */
export interface CausedWork {
  readonly key: string;
  /** `left`: queued, and left to others by whoever claimed it last. */
  readonly state: Exclude<WorkState, 'done'> | 'left';
  /** Nobody claims it. */
  readonly held: boolean;
}

/** What happens after a failed try. */
export type Failure =
  | { readonly then: 'retry'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly then: 'die'; readonly reason: string };

/**
 * Port. One row per (kind, key) with a wanted and a done generation: enqueueing raises wanted, finishing below wanted
 * runs the item again. Rows are marked, never deleted. Only database time is used.
 */
export abstract class WorkQueue {
  /**
   * Raises the wanted generation and adds the causes. A dead or dropped item lives again only for a new cause. An open one is
   * made more urgent, never less: what was wanted less urgently while it was worked is so once that is done.
   */
  abstract enqueueAll(wishes: readonly Wish[], tx?: Tx): Promise<void>;

  /** As `enqueueAll`, for one cause. */
  enqueue(items: readonly Wanted[], cause: Cause, tx?: Tx): Promise<void> {
    return this.enqueueAll([{ items, cause }], tx);
  }

  /**
   * An item of the kind that is due, leased to `worker`; undefined when there is none. First what somebody left undone, then
   * the most urgent; among those equally urgent, fair keys alternate.
   */
  abstract claim(request: {
    readonly kind: string;
    readonly worker: string;
    readonly leaseMs: number;
  }): Promise<Claim | undefined>;

  /** False: the claim is lost, stop at once. */
  abstract renew(claim: Claim, leaseMs: number): Promise<boolean>;

  /** Writes down what is about to be done outside, before it is done. False: the claim is lost. */
  abstract intend(claim: Claim, request: Json): Promise<boolean>;

  /** Writes down how it ended. False: the claim is lost. */
  abstract settle(claim: Claim, state: 'confirmed' | 'conflict', response: Json): Promise<boolean>;

  /**
   * Marks the claimed generation done. False: the claim is lost; the caller rolls back.
   * @param tx of what was recorded; undefined where that is nothing
   * @param moot why nothing had to be done, kept for people
   */
  abstract finish(claim: Claim, tx: Tx | undefined, moot?: string): Promise<boolean>;

  /**
   * Puts the item back as if it had not been claimed: at a shutdown, or for others, after a while so that what comes next
   * has its turn, and after `OTHERS_FIRST_MS` more for the same worker. False: the claim is lost.
   */
  abstract giveBack(claim: Claim, forOthers?: { readonly reason: string; readonly afterMs: number }): Promise<boolean>;

  /** After `maxAttempts` tries a retry becomes a death. Answers the state of the item. */
  abstract fail(claim: Claim, failure: Failure, maxAttempts: number): Promise<WorkState | 'lost'>;

  /** Rows by state, most urgent first; at most `limit`. `tried`: only those that were, or that their worker left to others. */
  abstract list(filter: {
    readonly states?: readonly WorkState[];
    readonly kinds?: readonly string[];
    readonly tried?: true;
    readonly limit: number;
  }): Promise<readonly WorkRow[]>;

  /** How many items wait (due or not), run and are dead, by kind. */
  abstract depth(): Promise<
    readonly { readonly kind: string; readonly state: WorkState; readonly items: number; readonly due: number }[]
  >;

  /**
   * For each of the kinds that has an open item: in how many milliseconds `worker` can claim the first one, because its
   * time comes or the lease on it ends. 0 is now.
   */
  abstract nextDue(kinds: readonly string[], worker: string): Promise<ReadonlyMap<string, number>>;

  /** Runs a dead or dropped item again, as urgently as what a person asks for. False: there is no such item, or it is neither. */
  abstract retry(kind: string, key: string): Promise<boolean>;

  /** Takes an item out until a new cause or `retry`. False: there is no such item, or it is done. */
  abstract drop(kind: string, key: string, reason: string): Promise<boolean>;

  /** The states of items of a kind, by key, with `left` as of caused work; those that nobody ever wanted are not in it. */
  abstract states(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, WorkState | 'left'>>;

  /** The items of a kind that any of the events asked for and that are not done, by key. */
  abstract caused(kind: string, causes: readonly string[]): Promise<readonly CausedWork[]>;

  /** Whether an item of a kind that any of the events asked for waits to be claimed; those held or left to others do not. */
  abstract waits(kind: string, causes: readonly string[]): Promise<boolean>;

  /**
   * Nobody claims waiting items of a kind that these events alone asked for, and no person, until they are released, another
   * event asks for them, or somebody who is more urgent. Answers how many there are.
   */
  abstract hold(kind: string, causes: readonly string[], tx: Tx): Promise<number>;

  /** Ends the hold on items that any of the events asked for. Answers how many there were. */
  abstract release(kind: string, causes: readonly string[], tx: Tx): Promise<number>;

  /** Drops waiting items of a kind that these events alone asked for, and no person. Answers how many there were. */
  abstract dropCaused(kind: string, causes: readonly string[], reason: string, tx: Tx): Promise<number>;
}
