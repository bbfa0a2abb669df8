import { Module, type DynamicModule, type INestApplicationContext, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  Cursors,
  EventStore,
  Feed,
  type Gauge,
  Log,
  Parking,
  ReadModels,
  ReadModelWriter,
  Service,
  Transactor,
  WorkQueue,
} from '@quench/ports';
import { everythingSequenced } from '../event-store/index.js';
import { PgCursors, PgParking } from '../feed/index.js';
import { PgReadModels, PgReadModelWriter } from '../read-models/index.js';
import { ServiceRuntime, type Progress } from '../runtime/index.js';
import { PgWorkQueue } from '../work-queue/index.js';
import type { ServiceStore } from './open-store.js';
import type { ServiceDefinition } from './service-definition.js';

/** Adapters under the ports that they serve, for one service's application context. */
@Module({})
class Adapters {}

/** One service: its database, its rules, and the loops that run them. */
export interface ServiceHost extends ServiceStore {
  readonly name: string;
  readonly queue: PgWorkQueue;
  readonly parking: Parking;
  readonly cursors: Cursors;
  readonly app: INestApplicationContext;
  readonly commands: CommandBus;
  readonly queries: QueryBus;
  readonly runtime: ServiceRuntime;
  /** What its rules tell of themselves. */
  readonly gauges: readonly Gauge[];
}

export interface HostInput {
  readonly definition: ServiceDefinition;
  readonly opened: ServiceStore;
  readonly feed: Feed;
  readonly log: Log;
  readonly progress: Progress;
  /** What the service needs of the world besides its own database and the feeds: each under its port. */
  readonly providers: readonly Provider[];
}

/** Wires one service's rules to its adapters, in an application context of its own. */
export async function startHost(input: HostInput): Promise<ServiceHost> {
  const { definition, opened, feed, log, progress } = input;
  const { database, sequencer } = opened;
  const adapters = adaptersOf(definition, opened);
  const { queue, parking, cursors, writer } = adapters;
  const providers = [...input.providers, ...provided(input, adapters)];
  const app = await NestFactory.createApplicationContext(root(definition.module, providers), { logger: false });
  const service = app.get(Service, { strict: false });
  const runtime = new ServiceRuntime({
    service,
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
  sequencer.onRoused(() => runtime.wake());
  const [commands, queries] = [app.get(CommandBus, { strict: false }), app.get(QueryBus, { strict: false })];
  const { gauges } = service;
  return { name: definition.name, ...opened, queue, parking, cursors, app, commands, queries, runtime, gauges };
}

const adaptersOf = ({ readModels }: ServiceDefinition, { database }: ServiceStore) => ({
  queue: new PgWorkQueue(database),
  parking: new PgParking(database),
  cursors: new PgCursors(database),
  models: new PgReadModels(database, readModels),
  writer: new PgReadModelWriter(database, readModels),
});

const provided = ({ opened, feed, log }: HostInput, adapters: ReturnType<typeof adaptersOf>): Provider[] => [
  { provide: Cursors, useValue: adapters.cursors },
  { provide: EventStore, useValue: opened.store },
  { provide: Feed, useValue: feed },
  { provide: Log, useValue: log },
  { provide: Parking, useValue: adapters.parking },
  { provide: ReadModels, useValue: adapters.models },
  { provide: ReadModelWriter, useValue: adapters.writer },
  { provide: Transactor, useValue: opened.database.transactor },
  { provide: WorkQueue, useValue: adapters.queue },
];

const root = (module: Type, providers: Provider[]): DynamicModule => ({
  module: Adapters,
  global: true,
  imports: [module],
  providers,
  exports: providers,
});
