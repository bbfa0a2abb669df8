import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ProductVersion } from '@quench/builder-feature';
import type { Database } from '@quench/platform/database';
import { everythingSequenced, PgEventStore, Sequencer } from '@quench/platform/event-store';
import { PgCursors, PgParking, type LocalFeed } from '@quench/platform/feed';
import { PgReadModels, PgReadModelWriter } from '@quench/platform/read-models';
import { ServiceRuntime, type WorkProgress } from '@quench/platform/runtime';
import { EcdsaStatements } from '@quench/platform/signing';
import { PgWorkQueue } from '@quench/platform/work-queue';
import {
  Clock,
  ContentStore,
  Cursors,
  Ecosystems,
  EventStore,
  Feed,
  ImageAssembler,
  ImageLayers,
  Log,
  PackageLayers,
  Parking,
  ReadModels,
  ReadModelWriter,
  Runner,
  Service,
  Signer,
  Statements,
  Transactor,
  WorkQueue,
} from '@quench/ports';
import { defaultPollPolicy } from '@quench/watcher-domain';
import { PollSettings } from '@quench/watcher-feature';
import { productVersion } from '../version.js';
import type { ServiceParts } from './services.js';
import type { SharedParts } from './shared-parts.js';
import { SystemClock } from './system-clock.js';

/** Adapters under the ports that they serve, for one service's application context. */
@Module({})
class Adapters {}

/** One service: its database, its rules, and the loops that run them. */
export interface ServiceHost {
  readonly name: ServiceParts['name'];
  readonly database: Database;
  readonly store: PgEventStore;
  readonly sequencer: Sequencer;
  readonly queue: WorkQueue;
  readonly parking: Parking;
  readonly app: INestApplicationContext;
  readonly commands: CommandBus;
  readonly queries: QueryBus;
  readonly runtime: ServiceRuntime;
}

export interface ServiceStore {
  readonly database: Database;
  readonly store: PgEventStore;
  readonly sequencer: Sequencer;
}

/** Opens a service's events, so that others can read its feed. */
export function openStore(name: string, database: Database, log: Log): ServiceStore {
  const sequencer = new Sequencer(database, {
    onFault: (fault) => log.warn('sequencer-fault', { service: name, reason: String(fault) }),
  });
  const producer = `${name}/${productVersion}`;
  const store = new PgEventStore(database, { producer, wake: () => sequencer.wake() });
  return { database, store, sequencer };
}

/** Wires one service's feature to its adapters, in an application context of its own. */
export async function startHost(input: {
  readonly parts: ServiceParts;
  readonly opened: ServiceStore;
  readonly shared: SharedParts;
  readonly feed: LocalFeed;
  readonly log: Log;
  readonly pollIntervalMs: number;
  readonly progress: WorkProgress;
}): Promise<ServiceHost> {
  const { parts, opened, shared, feed, log, progress } = input;
  const { database, store, sequencer } = opened;
  const queue = new PgWorkQueue(database);
  const parking = new PgParking(database);
  const cursors = new PgCursors(database);
  const models = new PgReadModels(database, parts.readModels);
  const writer = new PgReadModelWriter(database, parts.readModels);
  const signer = shared.signers.get(parts.name);
  const providers: Provider[] = [
    { provide: Clock, useClass: SystemClock },
    { provide: ContentStore, useValue: shared.content },
    { provide: Cursors, useValue: cursors },
    { provide: Ecosystems, useValue: shared.ecosystems },
    { provide: EventStore, useValue: store },
    { provide: Feed, useValue: feed },
    { provide: ImageAssembler, useValue: shared.assembler },
    { provide: ImageLayers, useValue: shared.imageLayers },
    { provide: Log, useValue: log },
    { provide: PackageLayers, useValue: shared.packageLayers },
    { provide: Parking, useValue: parking },
    { provide: PollSettings, useValue: { policy: { ...defaultPollPolicy, intervalMs: input.pollIntervalMs } } },
    { provide: ProductVersion, useValue: { text: productVersion } },
    { provide: ReadModels, useValue: models },
    { provide: ReadModelWriter, useValue: writer },
    { provide: Runner, useValue: shared.runner },
    { provide: Transactor, useValue: database.transactor },
    { provide: WorkQueue, useValue: queue },
    ...(signer === undefined ? [] : signing(signer, shared)),
  ];
  const app = await NestFactory.createApplicationContext(root(parts, providers), { logger: false });
  const runtime = new ServiceRuntime({
    service: app.get(Service, { strict: false }),
    queue,
    feed,
    cursors,
    parking,
    transactor: database.transactor,
    readModelWriter: writer,
    log,
    progress,
    onCommit: () => sequencer.wake(),
    sequenced: () => everythingSequenced(database),
  });
  const commands = app.get(CommandBus, { strict: false });
  return {
    name: parts.name,
    ...opened,
    queue,
    parking,
    app,
    commands,
    queries: app.get(QueryBus, { strict: false }),
    runtime,
  };
}

const signing = (signer: Signer, shared: SharedParts): Provider[] => [
  { provide: Signer, useValue: signer },
  { provide: Statements, useValue: new EcdsaStatements(signer, shared.trusted, shared.content) },
];

const root = (parts: ServiceParts, providers: Provider[]): DynamicModule => ({
  module: Adapters,
  global: true,
  imports: [parts.module],
  providers,
  exports: providers,
});
