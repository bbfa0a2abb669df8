import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type Projection, type Reactor, type Recorded } from '@quench/kernel';
import {
  countedContracts,
  eventually,
  InMemoryCursors,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  ToyService,
} from '@quench/testing';
import { ServiceRuntime } from '../runtime/index.js';
import { feedOf, type PublishedProducer } from './feed-world.fixture.js';
import type { TestKafka } from './kafka.fixture.js';

/** What a consumer keeps while it is not running. */
class Kept {
  readonly readModels = new InMemoryReadModels();
  readonly cursors = new InMemoryCursors();
  readonly parking = new InMemoryParking();
  readonly transactor = new InMemoryTransactor();
}

interface Row {
  readonly event: string;
}

/** How much there is of a log, and the hash of all of it. */
export interface Measure {
  readonly count: number;
  readonly hash: string;
}

/** Of events by their numbers, each as it is told to everybody. */
function measure(rows: readonly (readonly [key: string, event: string])[]): Measure {
  const hash = createHash('sha256');
  for (const [key, event] of [...rows].sort(([a], [b]) => Number(a) - Number(b))) hash.update(`${key} ${event}\n`);
  return { count: rows.length, hash: hash.digest('hex') };
}

const textOf = (event: Recorded): string => canonicalJson(event as unknown as Json);

/** What the producer itself has. */
export async function measureLog({ producer }: PublishedProducer): Promise<Measure> {
  const events = await producer.store.range(0, 10_000);
  return measure(events.map((event) => [String(event.globalSeq), textOf(event)]));
}

/** A consumer that keeps every event of a producer, as a historian does, and can be ended and begun again. */
export class Archivist {
  readonly log = new RecordingLog();
  /** The numbers of events that its reactor was told of, in the order of telling. */
  readonly told: string[] = [];
  private readonly kept = new Kept();
  private runtime: ServiceRuntime | undefined;
  private end: () => Promise<void> = () => Promise.resolve();

  /** Goes on where it stands, or at the beginning. */
  start(published: PublishedProducer, kafka: TestKafka, headEveryMs: number): void {
    const { readModels, ...adapters } = this.kept;
    const { feed, close } = feedOf([published], kafka, { log: this.log, contracts: countedContracts });
    const runtime = new ServiceRuntime({
      service: new ToyService({
        projections: [archive(published.service)],
        reactors: [teller(published.service, this.told)],
      }),
      queue: new InMemoryWorkQueue(),
      feed,
      ...adapters,
      readModelWriter: readModels.writer,
      log: this.log,
      headEveryMs,
    });
    runtime.start();
    this.runtime = runtime;
    this.end = async () => {
      await runtime.stop(0);
      await close();
    };
  }

  /** Events that did not come by Kafka and were pulled because of that. */
  get repaired(): number {
    return this.runtime?.consumerStates().reduce((sum, state) => sum + state.repaired, 0) ?? 0;
  }

  /** What it has. */
  async measure(): Promise<Measure> {
    const rows = await this.kept.readModels.list<Row>('archive', { limit: 10_000 });
    return measure(rows.map(({ key, row }) => [key, row.event]));
  }

  /** Waits until it has as many events as that, and its reactor stands there, too. */
  async reaches(epoch: number, seq: number): Promise<void> {
    await eventually(`every consumer at ${String(epoch)}.${String(seq)}`, async () => {
      const cursors = await this.kept.cursors.list();
      return cursors.length === 2 && cursors.every((cursor) => cursor.epoch === epoch && cursor.seq === seq);
    });
  }

  async stop(): Promise<void> {
    await this.end();
    this.end = () => Promise.resolve();
  }
}

const archive = (producer: string): Projection<Row> => ({
  name: 'archive',
  version: 1,
  producer,
  types: ['test.Counted.v2'],
  keys: ({ globalSeq }) => [String(globalSeq)],
  apply: (_rows, event) => new Map([[String(event.globalSeq), { event: textOf(event) }]]),
});

const teller = (producer: string, told: string[]): Reactor => ({
  name: 'teller',
  producer,
  types: ['test.Counted.v2'],
  react: ({ epoch, globalSeq }) => {
    told.push(`${String(epoch)}.${String(globalSeq)}`);
    return [];
  },
});
