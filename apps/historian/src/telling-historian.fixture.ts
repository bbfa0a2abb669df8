import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { randomBytes } from 'node:crypto';
import { archived, eventsModel } from '@quench/historian-domain';
import { HistorianModule, Subscriptions, type Subscribed } from '@quench/historian-feature';
import type { Recorded } from '@quench/kernel';
import { openDatabase, type Database } from '@quench/platform/database';
import { OutsideNotices } from '@quench/platform/notices';
import { ServiceRuntime } from '@quench/platform/runtime';
import { SystemClock } from '@quench/platform/service-parts';
import { PgWorkQueue, workMigrations } from '@quench/platform/work-queue';
import {
  Clock,
  ContentStore,
  Ecosystems,
  ProjectEcosystems,
  ReadModels,
  Service,
  WorkQueue,
  type Claim,
  type WorkRow,
} from '@quench/ports';
import {
  eventually,
  InMemoryContentStore,
  InMemoryCursors,
  InMemoryFeed,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  RecordingLog,
  testContext,
  type TestPostgres,
} from '@quench/testing';

class Ports {}

/** A historian with a queue in PostgreSQL that tells receivers outside. */
export class TellingHistorian {
  private readonly models = new InMemoryReadModels();
  private readonly notices = new OutsideNotices(5_000);
  private readonly runtimes: ServiceRuntime[] = [];
  private app: INestApplicationContext | undefined;

  private constructor(
    private readonly database: Database,
    readonly queue: PgWorkQueue,
  ) {}

  static async open(server: TestPostgres, all: readonly Subscribed[]): Promise<TellingHistorian> {
    const { user, password } = server;
    const service = `h${randomBytes(4).toString('hex')}`;
    const fresh = { service, entities: [], migrations: workMigrations, poolSize: 4 };
    const database = await openDatabase({ ...server, admin: { user, password }, rolePassword: 's', ...fresh });
    const opened = new TellingHistorian(database, new PgWorkQueue(database));
    await opened.restart(all);
    return opened;
  }

  /** The same with other subscriptions. */
  async restart(all: readonly Subscribed[]): Promise<void> {
    await this.app?.close();
    const providers = [
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: new InMemoryContentStore() },
      { provide: ReadModels, useValue: this.models },
      { provide: Ecosystems, useValue: {} },
      { provide: ProjectEcosystems, useValue: { names: [] } },
      { provide: WorkQueue, useValue: this.queue },
      { provide: Subscriptions, useValue: new Subscriptions(all, this.notices, new SystemClock()) },
    ];
    const ports = { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
    this.app = await (await Test.createTestingModule({ imports: [ports, HistorianModule] }).compile()).init();
  }

  /** A channel moved, on a day long ago; the historian has heard of it, and its reactors have. */
  async moved(id: string): Promise<void> {
    const type = 'distributor.ChannelMoved.v1';
    const place = { epoch: 1, globalSeq: Number(id), sequencedAt: '2026-01-01T10:00:00.000Z', version: 1 };
    const data = { repository: 'web', tag: 'latest', to: `sha256:${'a'.repeat(64)}`, revision: 1, publication: 'x' };
    const event: Recorded = { ...testContext(id), id, type, stream: 's', producer: 'distributor/1', ...place, data };
    await new InMemoryTransactor().run((tx) =>
      this.models.writer.write(eventsModel('distributor'), new Map([[id, archived(event)]]), tx),
    );
    for (const reactor of this.service.reactors.filter((one) => one.types.includes(type)))
      await this.queue.enqueue(reactor.react(event), { causes: [id], correlationId: id });
  }

  /** Runs the workers as a process of the historian does. */
  run(): void {
    const { name, workers } = this.service;
    const service = { name, workers, reactors: [], projections: [], resyncs: [], gauges: [] };
    const memory = { feed: new InMemoryFeed({}), cursors: new InMemoryCursors(), parking: new InMemoryParking() };
    const rest = { log: new RecordingLog(), readModelWriter: this.models.writer, pollMs: 50, workerName: 'running' };
    const { queue, database } = this;
    const runtime = new ServiceRuntime({ service, queue, transactor: database.transactor, ...memory, ...rest });
    runtime.start();
    this.runtimes.push(runtime);
  }

  rows(...states: readonly ('done' | 'dead' | 'queued')[]): Promise<readonly WorkRow[]> {
    return this.queue.list({ states, limit: 10 });
  }

  ends(what: string, state: 'done' | 'dead'): Promise<void> {
    return eventually(`${what} is ${state}`, async () => (await this.rows(state)).length > 0);
  }

  async claim(worker: string): Promise<Claim> {
    const found = await this.queue.claim({ kind: 'notice', worker, leaseMs: 60_000 });
    if (found === undefined) throw new RangeError('nothing to claim');
    return found;
  }

  /** The slow part of a piece of work; it is finished by whoever calls what comes of it. */
  async work(one: Claim): Promise<() => Promise<boolean>> {
    const [worker] = this.service.workers;
    const completion = await worker?.work(one, new AbortController().signal);
    if (completion === undefined || 'leftToOthers' in completion) throw new RangeError('no completion');
    if ('moot' in completion) return () => this.queue.finish(one, undefined, completion.moot);
    return () =>
      this.database.transactor.run(async (tx) => this.queue.finish(one, tx, (await completion(tx)) ?? undefined));
  }

  async close(): Promise<void> {
    for (const runtime of this.runtimes.splice(0)) await runtime.stop(1_000);
    await this.app?.close();
    await this.notices.close();
    await this.database.close();
  }

  private get service(): Service {
    if (this.app === undefined) throw new RangeError('not opened');
    return this.app.get(Service);
  }
}
