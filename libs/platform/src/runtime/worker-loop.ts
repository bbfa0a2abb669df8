import type { Claim, Completion, Log, Moot, Transactor, Tx, Worker, WorkQueue, WorkState } from '@quench/ports';
import { Bell } from '../event-store/bell.js';
import { failpoint } from '../failpoints/index.js';
import { failureOf, needsNewerVersion, reasonOf } from './failure-of.js';
import { Lease, type Leased } from './lease.js';
import type { Rows } from './rows-gate.js';

/** What became of a claimed item. */
export type WorkOutcome =
  /** `moot`: why nothing had to be done. */
  | { readonly outcome: 'finished'; readonly moot?: string }
  | { readonly outcome: 'failed'; readonly state: WorkState; readonly reason: string }
  | { readonly outcome: 'lost' }
  | { readonly outcome: 'given-back' }
  | { readonly outcome: 'left-to-others'; readonly reason: string };

/** Told of every item, for progress and logs. */
export interface WorkProgress {
  claimed?(claim: Claim): void;
  ended?(claim: Claim, outcome: WorkOutcome): void;
}

export interface WorkerOptions {
  readonly queue: WorkQueue;
  readonly transactor: Transactor;
  readonly log: Log;
  /** Names this process in the queue. */
  readonly workerName: string;
  readonly progress: WorkProgress;
  /** Of the service. Who opens them wakes the loop; what was made of some that did not stand is thrown away. */
  readonly rows: Rows;
  /** Called when nothing could be claimed: the loop then sleeps until it is woken. */
  readonly onNothing: () => void;
  /** Called after each end of an item: there may be new events. */
  readonly onEnded: () => void;
}

/** The claim was lost while its result was being committed: everything is rolled back. */
class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

const MAX_BACK_OFF_MS = 10_000;
/** How long nobody claims what was left to others: other work has its turn, and a newer instance soon gets this. */
const ASIDE_MS = 5_000;

/** Works one kind of item, several at a time, until it is stopped. */
export class WorkerLoop {
  private readonly bell = new Bell();
  private readonly inFlight = new Map<Promise<void>, Claim>();
  private readonly shutdown = new AbortController();
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    readonly worker: Worker,
    private readonly options: WorkerOptions,
  ) {}

  get kind(): string {
    return this.worker.kind;
  }

  /** Runs once; a stopped loop is not started again. */
  start(): void {
    this.running ??= this.run();
  }

  /** There may be something to do. */
  wake(): void {
    this.bell.ring();
  }

  /**
   * Claims nothing more, lets items finish for half of the grace, then aborts them and gives them back. What does not
   * even abort in time is given back under it; its fence keeps its result out.
   */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
    await this.settled(graceMs / 2);
    this.shutdown.abort(new Error('shutting-down: the process stops'));
    await this.settled(graceMs / 2);
    for (const claim of this.inFlight.values()) await this.options.queue.giveBack(claim).catch(() => false);
  }

  private async settled(withinMs: number): Promise<void> {
    if (this.inFlight.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.inFlight.keys()), over]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    for (let faults = 0; !this.stopping;) {
      try {
        const leased = await this.next();
        faults = 0;
        if (leased === undefined) await this.bell.wait();
        else this.launch(leased);
      } catch (error) {
        faults++;
        this.options.log.warn('claim-fault', { kind: this.worker.kind, reason: reasonOf(error), faults });
        if (!this.stopping) await this.bell.wait(Math.min(MAX_BACK_OFF_MS, 100 * 2 ** Math.min(faults, 10)));
      }
    }
  }

  /** Undefined when there is nothing to do, or no room for it until an item ends. */
  private async next(): Promise<Leased | undefined> {
    if (this.inFlight.size >= this.worker.concurrency || !this.options.rows.isOpen) return undefined;
    const leased = await this.claim();
    if (leased === undefined) this.options.onNothing();
    return leased;
  }

  private async claim(): Promise<Leased | undefined> {
    const { kind, leaseMs } = this.worker;
    const askedAt = performance.now();
    const claim = await this.options.queue.claim({ kind, worker: this.options.workerName, leaseMs });
    if (claim === undefined) return undefined;
    if (!this.stopping) return { claim, leaseMs, askedAt };
    await this.options.queue.giveBack(claim);
    return undefined;
  }

  private launch(leased: Leased): void {
    const { claim } = leased;
    failpoint('queue-claimed', claim.kind);
    this.options.progress.claimed?.(claim);
    const work = this.item(leased).finally(() => {
      this.inFlight.delete(work);
      this.bell.ring();
    });
    this.inFlight.set(work, claim);
  }

  /** Never rejects. */
  private async item(leased: Leased): Promise<void> {
    const { claim } = leased;
    const lease = new Lease(this.options.queue, leased);
    const { rows } = this.options;
    const since = rows.opening;
    const rowsHeld = (): Promise<boolean> => rows.haveStood(since);
    let outcome: WorkOutcome;
    try {
      outcome = await this.attempt(claim, lease.lost, rowsHeld);
    } catch (error) {
      outcome = await this.unsuccessful(claim, lease.lost, { error, rowsHeld });
    } finally {
      lease.end();
    }
    this.report(claim, outcome);
    this.options.progress.ended?.(claim, outcome);
    this.options.onEnded();
  }

  private async attempt(claim: Claim, lost: AbortSignal, rowsHeld: () => Promise<boolean>): Promise<WorkOutcome> {
    const { worker, options } = this;
    if (claim.attempt > worker.maxAttempts) {
      const reason = `attempts-exhausted: ${String(worker.maxAttempts)} attempts ended without an answer`;
      const state = await options.queue.fail(claim, { then: 'die', reason }, worker.maxAttempts);
      return state === 'lost' ? { outcome: 'lost' } : { outcome: 'failed', state, reason };
    }
    const completion = await worker.work(claim, AbortSignal.any([lost, this.shutdown.signal]));
    if (lost.aborted) throw new ClaimLost();
    if (!(await rowsHeld())) return this.giveBack(claim);
    if ('leftToOthers' in completion) return this.leave(claim, completion.leftToOthers);
    const moot = await this.finish(claim, completion);
    failpoint('queue-after-finish', claim.kind);
    return { outcome: 'finished', ...(moot !== undefined && { moot }) };
  }

  /** Answers why nothing was recorded, if so. @throws ClaimLost */
  private async finish(claim: Claim, completion: Completion | Moot): Promise<string | undefined> {
    const finish = async (tx: Tx | undefined, moot: string | undefined): Promise<string | undefined> => {
      failpoint('queue-before-finish', claim.kind);
      if (!(await this.options.queue.finish(claim, tx, moot))) throw new ClaimLost();
      return moot;
    };
    if ('moot' in completion) return finish(undefined, completion.moot);
    return this.options.transactor.run(async (tx) => finish(tx, (await completion(tx)) ?? undefined));
  }

  private async giveBack(claim: Claim): Promise<WorkOutcome> {
    return { outcome: (await this.options.queue.giveBack(claim)) ? 'given-back' : 'lost' };
  }

  private async leave(claim: Claim, reason: string): Promise<WorkOutcome> {
    const left = await this.options.queue.giveBack(claim, { reason, afterMs: ASIDE_MS });
    return left ? { outcome: 'left-to-others', reason } : { outcome: 'lost' };
  }

  private async unsuccessful(
    claim: Claim,
    lost: AbortSignal,
    { error, rowsHeld }: { readonly error: unknown; readonly rowsHeld: () => Promise<boolean> },
  ): Promise<WorkOutcome> {
    if (error instanceof ClaimLost || lost.aborted) return { outcome: 'lost' };
    const { queue } = this.options;
    try {
      if (this.shutdown.signal.aborted || !(await rowsHeld())) return await this.giveBack(claim);
      // A newer instance knows what was written by a newer version.
      if (needsNewerVersion(error)) return await this.leave(claim, reasonOf(error));
      const failure = failureOf(error, claim.attempt, Math.random());
      const state = await queue.fail(claim, failure, this.worker.maxAttempts);
      failpoint('queue-failed', claim.kind);
      return state === 'lost' ? { outcome: 'lost' } : { outcome: 'failed', state, reason: failure.reason };
    } catch (fault) {
      // The lease will end, and the next claim will count this try.
      const { kind, key, correlationId } = claim;
      this.options.log.warn('work-fault', { kind, key, correlationId, reason: reasonOf(fault) });
      return { outcome: 'lost' };
    }
  }

  private report(claim: Claim, outcome: WorkOutcome): void {
    const { log } = this.options;
    const { kind, key, generation, attempt, correlationId } = claim;
    const fields = { kind, key, generation, attempt, correlationId };
    if (outcome.outcome === 'failed') {
      const level = outcome.state === 'dead' ? 'error' : 'warn';
      log[level]('work-failed', { ...fields, state: outcome.state, reason: outcome.reason });
    } else if (outcome.outcome === 'lost') log.warn('work-lost', fields);
    else if (outcome.outcome === 'left-to-others') {
      log.warn('work-left-to-others', { ...fields, reason: outcome.reason });
    } else log.info(`work-${outcome.outcome}`, { ...fields, ...('moot' in outcome && { reason: outcome.moot }) });
  }
}
