import type { Claim, WorkQueue } from '@quench/ports';

/** A claim, and how long it lasts. */
export interface Leased {
  readonly claim: Claim;
  readonly leaseMs: number;
  /** By the monotonic clock, before the queue was asked for the claim: the lease began no earlier. */
  readonly askedAt: number;
}

/**
 * Keeps a claim alive: renews it each third of the lease, and gives it up when the queue says that it is lost or when
 * no renewal succeeded for two thirds of the lease by the monotonic clock, before another worker can have it.
 */
export class Lease {
  private readonly lossController = new AbortController();
  private lastSuccess: number;
  private renewal: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private ended = false;

  constructor(
    private readonly queue: WorkQueue,
    private readonly leased: Leased,
  ) {
    this.lastSuccess = leased.askedAt;
    this.schedule();
    this.watch();
  }

  /** Aborted when the claim is lost. */
  get lost(): AbortSignal {
    return this.lossController.signal;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.renewal);
    clearTimeout(this.deadline);
  }

  /** A timer of its own: those of renewals may come shortly before the time is over, and then a third of the lease later. */
  private watch(): void {
    const leftMs = this.leftMs();
    if (leftMs <= 0) return this.lose('no renewal in time');
    // The clock decides, not the timer: there were renewals since, and it counts from when the event loop last looked.
    this.deadline = setTimeout(() => {
      this.watch();
    }, Math.ceil(leftMs));
  }

  private leftMs(): number {
    return this.lastSuccess + (this.leased.leaseMs * 2) / 3 - performance.now();
  }

  private schedule(): void {
    this.renewal = setTimeout(() => {
      this.renew();
    }, this.leased.leaseMs / 3);
  }

  private renew(): void {
    // A blocked event loop may come here late.
    if (this.leftMs() <= 0) return this.lose('no renewal in time');
    this.schedule();
    const asked = performance.now();
    this.queue.renew(this.leased.claim, this.leased.leaseMs).then(
      (held) => {
        if (held) this.lastSuccess = asked;
        else this.lose('another worker holds it');
      },
      // Not answered is not lost: the clock will tell.
      () => undefined,
    );
  }

  private lose(reason: string): void {
    if (this.ended) return;
    this.end();
    this.lossController.abort(new Error(`claim-lost: ${reason}`));
  }
}
