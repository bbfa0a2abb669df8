import type { EventLike } from '@quench/kernel';
import type { Feed } from '@quench/ports';
import {
  countedContracts,
  eventually,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryFeed,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  testContext,
  type ToyService,
  type Total,
} from '@quench/testing';
import { ServiceRuntime, type RuntimeOptions } from './index.js';

/** A service on in-memory adapters, and what a test looks at. */
export class RuntimeBench {
  readonly store = new InMemoryEventStore({ contracts: countedContracts });
  readonly queue = new InMemoryWorkQueue();
  readonly cursors = new InMemoryCursors();
  readonly parking = new InMemoryParking();
  readonly transactor = new InMemoryTransactor();
  readonly readModels = new InMemoryReadModels();
  readonly log = new RecordingLog();
  readonly feed = new InMemoryFeed({ toy: this.store });
  private readonly started: ServiceRuntime[] = [];
  private readonly versions = new Map<string, number>();

  async append(stream: string, ...events: EventLike[]): Promise<void> {
    const expectedVersion = this.versions.get(stream) ?? 0;
    this.versions.set(stream, expectedVersion + events.length);
    await this.store.append({ stream, expectedVersion, events, context: testContext() });
  }

  /** One that runs nothing, as of a command that only looks. */
  look(service: ToyService, feed: Feed = this.feed, more: Partial<RuntimeOptions> = {}): ServiceRuntime {
    const { queue, cursors, parking, transactor, log, readModels } = this;
    const adapters = { queue, cursors, parking, transactor, log, feed, readModelWriter: readModels.writer };
    return new ServiceRuntime({ service, ...adapters, pollMs: 20, headEveryMs: 20, newerGraceMs: 20, ...more });
  }

  run(...made: Parameters<RuntimeBench['look']>): ServiceRuntime {
    const runtime = this.look(...made);
    runtime.start();
    this.started.push(runtime);
    return runtime;
  }

  async stop(): Promise<void> {
    for (const runtime of this.started) await runtime.stop(0);
  }

  async keys(): Promise<readonly string[]> {
    return (await this.queue.list({ limit: 1_000 })).map(({ key }) => key);
  }

  totals(): Promise<readonly { readonly key: string; readonly row: Total }[]> {
    return this.readModels.list<Total>('totals', { limit: 1_000 });
  }

  atHead(runtime: ServiceRuntime, consumer: string): Promise<void> {
    return eventually(`${consumer} at the head`, async () => {
      const [head, cursor] = await Promise.all([this.store.head(), this.cursors.get(consumer, 'toy')]);
      return head.seq === cursor.seq && runtime.consumerStates().length > 0;
    });
  }
}
