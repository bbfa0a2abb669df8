import { WorkQueue, type Claim, type Completion, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { RecipeLocks } from './recipe-locks.js';

/** Asks for the images that wait for a recipe's manifest: what an instance of an earlier version left, which asked so. */
@Injectable()
export class GatherWorker implements Worker {
  readonly kind = 'gather';
  readonly concurrency = 1;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly queue: WorkQueue,
    private readonly locks: RecipeLocks,
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const lines = await this.locks.lines(claim.key);
    const wanted = lines.map(({ key, row }) => ({ kind: 'image', key, fairKey: row.image }));
    return (tx) => this.queue.enqueue(wanted, claim, tx);
  }
}
