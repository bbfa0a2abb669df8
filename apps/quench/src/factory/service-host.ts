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
  readonly queue: PgWorkQueue;
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

export interface HostInput {
  readonly parts: ServiceParts;
  readonly opened: ServiceStore;
  readonly shared: SharedParts;
  readonly feed: LocalFeed;
  readonly log: Log;
  readonly pollIntervalMs: number;
  readonly progress: WorkProgress;
}

/** Wires one service's feature to its adapters, in an application context of its own. */
export async function startHost(input: HostInput): Promise<ServiceHost> {
  const { parts, opened, feed, log, progress } = input;
  const { database, sequencer } = opened;
  const adapters = serviceAdapters(parts, database);
  const { queue, parking, cursors, writer } = adapters;
  const app = await NestFactory.createApplicationContext(root(parts, providersOf(input, adapters)), { logger: false });
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
  const [commands, queries] = [app.get(CommandBus, { strict: false }), app.get(QueryBus, { strict: false })];
  return { name: parts.name, ...opened, queue, parking, app, commands, queries, runtime };
}

const serviceAdapters = ({ readModels }: ServiceParts, database: Database) => ({
  queue: new PgWorkQueue(database),
  parking: new PgParking(database),
  cursors: new PgCursors(database),
  models: new PgReadModels(database, readModels),
  writer: new PgReadModelWriter(database, readModels),
});

function providersOf(input: HostInput, adapters: ReturnType<typeof serviceAdapters>): Provider[] {
  const { parts, opened, shared, feed, log, pollIntervalMs } = input;
  const signer = shared.signers.get(parts.name);
  return [
    { provide: Clock, useClass: SystemClock },
    { provide: ContentStore, useValue: shared.content },
    { provide: Cursors, useValue: adapters.cursors },
    { provide: Ecosystems, useValue: shared.ecosystems },
    { provide: EventStore, useValue: opened.store },
    { provide: Feed, useValue: feed },
    { provide: ImageAssembler, useValue: shared.assembler },
    { provide: ImageLayers, useValue: shared.imageLayers },
    { provide: Log, useValue: log },
    { provide: PackageLayers, useValue: shared.packageLayers },
    { provide: Parking, useValue: adapters.parking },
    { provide: PollSettings, useValue: { policy: { ...defaultPollPolicy, intervalMs: pollIntervalMs } } },
    { provide: ProductVersion, useValue: { text: productVersion } },
    { provide: ReadModels, useValue: adapters.models },
    { provide: ReadModelWriter, useValue: adapters.writer },
    { provide: Runner, useValue: shared.runner },
    { provide: Transactor, useValue: opened.database.transactor },
    { provide: WorkQueue, useValue: adapters.queue },
    ...(signer === undefined ? [] : signing(signer, shared)),
  ];
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
