import type { Tx } from './transaction.js';
import type { Claim } from './work-queue.js';

/**
 * What remains to be done when the slow part is over: appends, in the transaction that finishes the item. Answers a line
 * for people where nothing had to be done any more: why.
 */
export type Completion = (tx: Tx) => Promise<void> | Promise<string | undefined>;

/** Nothing is to be recorded. */
export interface Moot {
  /** A line for people: why nothing had to be done; undefined where all is as it should be. */
  readonly moot: string | undefined;
}

/** All is as it should be. */
export const NOTHING: Moot = { moot: undefined };

/** Why another instance has to do it: one of a newer version, which this one must not undo. */
export interface LeftToOthers {
  readonly leftToOthers: string;
}

/**
 * Does one kind of slow work. The runner claims, renews the lease, aborts `signal` when the lease is lost or the
 * process stops, and finishes or fails the item by the kind of error: `TransientFault` is tried again with back-off,
 * `Rejection` and `IntegrityFault` end the item at once, anything else counts as a bug and ends it after its attempts. What
 * is left to others costs no attempt, and is claimed by nobody for a while.
 */
export interface Worker {
  readonly kind: string;
  /** Items of this kind at a time in one process. */
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  /** How long a wish waits for others to be done together with, in milliseconds; undefined where each is done at once. */
  readonly gatherMs?: number;
  /** Nobody waits for what has failed and is to be tried again: a factory counts as converged meanwhile. */
  readonly aside?: true;
  /**
   * Which of these have nothing to do yet, as the rows of the service tell: what they wait for asks again when it comes. They
   * are not queued for the event that asked. Undefined where each wish is worked.
   */
  notDue?(keys: readonly string[]): Promise<ReadonlySet<string>>;
  work(claim: Claim, signal: AbortSignal): Promise<Completion | Moot | LeftToOthers>;
}

/** Compares desired with actual on a timer and asks for what is missing, so that a lost message only costs time. */
export interface Resync {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<void>;
}
