import { watchCascades } from '@quench/builder-domain';
import { Clock, WorkQueue, type Claim, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** A line that stays as it is leaves no event: the last ones of a cascade tell that they were looked at. */
@Injectable()
export class LastOfCascade {
  constructor(
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that ends the work on a lock. While others wait, they tell. */
  async tell({ kind, causes, correlationId }: Claim, tx: Tx): Promise<void> {
    if (causes.length === 0) return;
    if (await this.queue.waits(kind, causes)) return;
    await this.queue.enqueue([watchCascades(this.clock.now())], { causes, correlationId }, tx);
  }
}
