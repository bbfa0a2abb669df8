import type { Projection, Recorded, Wanted } from '@quench/kernel';
import {
  causeOf,
  type Claim,
  type EventStore,
  type ReadModelWriter,
  type Service,
  type Transactor,
  type Worker,
  type WorkQueue,
} from '@quench/ports';

/** What a service runs on in a test. */
export interface ServiceWorld {
  /** By producer. */
  readonly stores: Readonly<Record<string, EventStore>>;
  readonly models: { readonly writer: ReadModelWriter };
  readonly queue: WorkQueue;
  readonly transactor: Transactor;
}

const LEASE_MS = 60_000;
/** How long what was left to others is claimed by nobody. */
const ASIDE_MS = 5_000;
const MAX_EVENTS = 100_000;

/** Runs a service by hand: its projections, its reactors, its workers, one after the other, until nothing is left. */
export class ServiceRun {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly service: Service,
    private readonly world: ServiceWorld,
  ) {}

  /** @throws whatever a worker throws; its item then stays claimed */
  async settle(): Promise<void> {
    do await this.catchUp();
    while (await this.workOnce());
  }

  private async catchUp(): Promise<void> {
    for (const [producer, store] of Object.entries(this.world.stores)) {
      const after = this.seen.get(producer) ?? 0;
      const events = await store.range(after, MAX_EVENTS);
      this.seen.set(producer, after + events.length);
      for (const event of events) {
        for (const projection of this.service.projections) await this.project(projection, producer, event);
        await this.react(producer, event);
      }
    }
  }

  private async project(projection: Projection<object>, producer: string, event: Recorded): Promise<void> {
    if (projection.producer !== producer || !projection.types.includes(event.type)) return;
    const { transactor, models } = this.world;
    await transactor.run(async (tx) => {
      const rows = await models.writer.load<object>(projection.name, projection.keys(event), tx);
      await models.writer.write(projection.name, projection.apply(rows, event), tx);
    });
  }

  private async react(producer: string, event: Recorded): Promise<void> {
    for (const reactor of this.service.reactors) {
      if (reactor.producer !== producer || !reactor.types.includes(event.type)) continue;
      const wanted: Wanted[] = [];
      for (const one of reactor.react(event)) if (await this.isDue(one)) wanted.push(one);
      if (wanted.length > 0) await this.world.queue.enqueue(wanted, causeOf(event));
    }
  }

  private async isDue({ kind, key }: Wanted): Promise<boolean> {
    const worker = this.service.workers.find((one) => one.kind === kind);
    return (await worker?.notDue?.([key]))?.has(key) !== true;
  }

  private async workOnce(): Promise<boolean> {
    for (const worker of this.service.workers) {
      const claim = await this.world.queue.claim({ kind: worker.kind, worker: 'test', leaseMs: LEASE_MS });
      if (claim === undefined) continue;
      await this.work(worker, claim);
      return true;
    }
    return false;
  }

  private async work(worker: Worker, claim: Claim): Promise<void> {
    const { queue, transactor } = this.world;
    const complete = await worker.work(claim, new AbortController().signal);
    if ('leftToOthers' in complete) {
      await queue.giveBack(claim, { reason: complete.leftToOthers, afterMs: ASIDE_MS });
      return;
    }
    const held =
      'moot' in complete
        ? await queue.finish(claim, undefined, complete.moot)
        : await transactor.run(async (tx) => queue.finish(claim, tx, (await complete(tx)) ?? undefined));
    if (!held) throw new Error(`The claim of ${claim.key} was lost`);
  }
}
