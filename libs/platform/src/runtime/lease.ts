import type { Claim, WorkQueue } from '@quench/ports';

/**
 * Keeps a claim alive: renews it each third of the lease, and gives it up when the queue says that it is lost or when
 * no renewal succeeded for two thirds of the lease by the monotonic clock, before another worker can have it.
 */
export class Lease {
  private readonly lossController = new AbortController();
  private lastSuccess = performance.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly queue: WorkQueue,
    private readonly claim: Claim,
    private readonly leaseMs: number,
  ) {
    this.schedule();
  }

  /** Aborted when the claim is lost. */
  get lost(): AbortSignal {
    return this.lossController.signal;
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.tick();
    }, this.leaseMs / 3);
  }

  private tick(): void {
    // A blocked event loop may come here late: the clock decides, not the number of timers.
    if (performance.now() - this.lastSuccess >= (this.leaseMs * 2) / 3) return this.lose('no renewal in time');
    this.schedule();
    const asked = performance.now();
    this.queue.renew(this.claim, this.leaseMs).then(
      (held) => {
        if (held) this.lastSuccess = asked;
        else this.lose('another worker holds it');
      },
      // Not answered is not lost: the clock will tell.
      () => undefined,
    );
  }

  private lose(reason: string): void {
    if (this.timer === undefined) return;
    this.end();
    this.lossController.abort(new Error(`claim-lost: ${reason}`));
  }
}
