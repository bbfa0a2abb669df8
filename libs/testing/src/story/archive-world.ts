import type { INestApplicationContext, Type } from '@nestjs/common';
import { archiveStream, type ArchiveSnapshotTaken } from '@quench/contracts';
import { commandId, type EventLike, type Recorded } from '@quench/kernel';
import type { SnapshotSource } from '@quench/plugin-sdk';
import {
  Clock,
  ContentStore,
  Ecosystems,
  EventStore,
  ImageAssembler,
  ProjectEcosystems,
  ReadModels,
  requestContext,
  Statements,
  Transactor,
  UncachedEcosystems,
  WorkQueue,
  Service,
} from '@quench/ports';
import { ManualClock } from '../clock/manual-clock.js';
import { InMemoryContentStore } from '../content-store/index.js';
import { ToyArchive, toyDistribution, ToyHost, ToyRegistry, type ToyRelease } from '../ecosystem/index.js';
import { InMemoryEventStore } from '../event-store/index.js';
import { InMemoryImageAssembler, TOY_TIME } from '../image/index.js';
import { InMemoryReadModels } from '../read-models/in-memory-read-models.js';
import { InMemorySigner } from '../signing/in-memory-signer.js';
import { InMemoryStatements } from '../signing/in-memory-statements.js';
import { InMemoryTransactor } from '../transaction/in-memory-transactor.js';
import { InMemoryWorkQueue } from '../work-queue/index.js';
import { openedModule } from './opened-module.js';
import { ServiceRun } from './service-run.js';

/** Where releases are published unless a spec says otherwise. */
const MAIN = { origin: 'Example', suite: 'trixie' };

/** What stands for a class in a composition. */
interface Provided {
  readonly provide: abstract new () => object;
  readonly useValue: object;
}

/** What a watcher or a builder runs on, in memory, with an archive that specs publish into. */
export class ArchiveWorld {
  readonly archive = new ToyArchive();
  readonly clock = new ManualClock();
  readonly content = new InMemoryContentStore();
  readonly queue = new InMemoryWorkQueue(this.clock);
  readonly models = new InMemoryReadModels();
  readonly transactor = new InMemoryTransactor();
  readonly stores = {
    builder: new InMemoryEventStore({ producer: 'builder/0.0.0' }),
    watcher: new InMemoryEventStore({ producer: 'watcher/0.0.0' }),
  };
  readonly registry = new ToyRegistry(this.content);
  readonly host = new ToyHost(this.archive, this.content);
  readonly signer = new InMemorySigner('builder');
  readonly statements = new InMemoryStatements(this.signer, [this.signer], this.content);
  /** Seconds since 1970 of the newest file of a package; a spec may let it throw, or differ from run to run. */
  newestFile: () => number = () => TOY_TIME;
  readonly assembler = new InMemoryImageAssembler(this.content, () => this.newestFile());
  private run: ServiceRun | undefined;
  private published = 0;

  constructor(readonly service: 'builder' | 'watcher') {}

  /** The ports, for a composition of Nest modules. @param more what only one service needs */
  ports(...more: readonly Provided[]) {
    const providers = [
      { provide: Clock, useValue: this.clock },
      { provide: ContentStore, useValue: this.content },
      { provide: Ecosystems, useValue: { get: () => ({ plugin: toyDistribution, host: this.host }) } },
      { provide: UncachedEcosystems, useValue: { get: () => ({ plugin: toyDistribution, host: this.uncached() }) } },
      { provide: EventStore, useValue: this.stores[this.service] },
      { provide: ImageAssembler, useValue: this.assembler },
      { provide: ProjectEcosystems, useValue: this.registry },
      { provide: ReadModels, useValue: this.models },
      { provide: Statements, useValue: this.statements },
      { provide: Transactor, useValue: this.transactor },
      { provide: WorkQueue, useValue: this.queue },
      ...more,
    ];
    return { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
  }

  start(service: Service): void {
    this.run = new ServiceRun(service, this);
  }

  /** Lets the service of a module work here. @param more as for `ports` @returns its providers, to be closed */
  async open(module: Type, ...more: readonly Provided[]): Promise<INestApplicationContext> {
    const app = await openedModule(this.ports(...more), module);
    this.start(app.get(Service));
    return app;
  }

  async settle(): Promise<void> {
    await this.run?.settle();
  }

  /** Lets time pass, for clock and queue. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** The archive serves these releases from now on, newer than all before. */
  publish(releases: readonly ToyRelease[], suite: Partial<SnapshotSource> & { readonly validUntil?: string } = {}) {
    const date = new Date(Date.UTC(2026, 0, 1, 0, 0, this.published++)).toISOString();
    this.archive.publish({ ...MAIN, date, ...suite }, releases);
  }

  /** Tells the builder of a suite as the watcher would have found it. */
  async report(source: SnapshotSource = MAIN, platforms = ['linux/amd64']): Promise<ArchiveSnapshotTaken> {
    const options = { previous: undefined, platforms, now: this.clock.now() };
    const taken = await toyDistribution.snapshots.take(source, options, this.host);
    if (taken === undefined) throw new Error(`The archive has no ${source.suite}`);
    const changes = { added: 0, updated: 0, removed: 0, list: taken.signed };
    const { validUntil, lacking, ...rest } = {
      ...taken,
      source: { ecosystem: 'deb', ...source },
      changes,
      plugin: 'deb/1',
    };
    const data = {
      ...rest,
      ...(validUntil !== undefined && { validUntil }),
      ...(lacking !== undefined && { lacking }),
    };
    await this.tell('watcher', archiveStream(source), { type: 'watcher.ArchiveSnapshotTaken.v1', data });
    return data;
  }

  /** Appends what another service said, and lets this one do what it will. */
  async tell(service: 'builder' | 'watcher', stream: string, ...events: readonly EventLike[]): Promise<void> {
    const store = this.stores[service];
    const { version } = await store.read(stream);
    const actor = { kind: 'service', id: service, authenticatedBy: 'process' } as const;
    const id = commandId('told', stream, version);
    const context = requestContext({ id, actor, at: this.clock.now() });
    await store.append({ stream, expectedVersion: version, events, context });
    await this.settle();
  }

  /** The short names of all that the service recorded: `LockResolved`. */
  async recorded(): Promise<readonly string[]> {
    return (await this.log()).map(({ type }) => type.split('.')[1] ?? '');
  }

  /** What the service recorded of one type, by its short name. */
  async facts<Data>(name: string): Promise<readonly Data[]> {
    return (await this.log()).filter(({ type }) => type.split('.')[1] === name).map(({ data }) => data as Data);
  }

  private readonly uncached = (): ToyHost => new ToyHost(this.archive, this.content);

  private log(): Promise<readonly Recorded[]> {
    return this.stores[this.service].range(0, 100_000);
  }
}

class Ports {}
