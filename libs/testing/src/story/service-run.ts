import type { Recorded } from '@quench/kernel';
import type { EventStore, Service, Transactor, WorkQueue } from '@quench/ports';
import type { ProjectedReadModels } from '../projected/projected-read-models.js';

/** What a service runs on in a test. */
export interface ServiceWorld {
  /** By producer. */
  readonly stores: Readonly<Record<string, EventStore>>;
  readonly models: ProjectedReadModels;
  readonly queue: WorkQueue;
  readonly transactor: Transactor;
}

const LEASE_MS = 60_000;

/** Runs a service by hand: its projections, its reactors, its workers, one after the other, until nothing is left. */
export class ServiceRun {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly service: Service,
    private readonly world: ServiceWorld,
  ) {}

  /** @throws whatever a worker throws; its item then stays claimed */
  async settle(): Promise<void> {
    do {
      await this.world.models.catchUp();
      await this.react();
    } while (await this.workOnce());
  }

  private async react(): Promise<void> {
    for (const [producer, store] of Object.entries(this.world.stores)) {
      const after = this.seen.get(producer) ?? 0;
      const events = await store.range(after, 100_000);
      this.seen.set(producer, after + events.length);
      for (const event of events) await this.reactTo(producer, event);
    }
  }

  private async reactTo(producer: string, event: Recorded): Promise<void> {
    const { id, correlationId } = event;
    for (const reactor of this.service.reactors) {
      if (reactor.producer !== producer || !reactor.types.includes(event.type)) continue;
      const wanted = reactor.react(event);
      if (wanted.length > 0) await this.world.queue.enqueue(wanted, { causes: [id], correlationId });
    }
  }

  private async workOnce(): Promise<boolean> {
    const { queue, transactor } = this.world;
    const kinds = this.service.workers.map(({ kind }) => kind);
    const claim = await queue.claim({ kinds, worker: 'test', leaseMs: LEASE_MS });
    const worker = this.service.workers.find(({ kind }) => kind === claim?.kind);
    if (claim === undefined || worker === undefined) return false;
    const complete = await worker.work(claim, new AbortController().signal);
    await transactor.run(async (tx) => {
      await complete(tx);
      if (!(await queue.finish(claim, tx))) throw new Error(`The claim of ${claim.key} was lost`);
    });
    return true;
  }
}
