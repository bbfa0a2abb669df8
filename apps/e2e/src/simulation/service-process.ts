import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, type Command } from '@nestjs/cqrs';
import { ProductVersion } from '@quench/builder-feature';
import { ServiceRuntime } from '@quench/platform/runtime';
import {
  Clock,
  ContentStore,
  Ecosystems,
  EventStore,
  ImageAssembler,
  ImageLayers,
  PackageLayers,
  ProjectEcosystems,
  Patterns,
  ReadModels,
  Runner,
  Service,
  Signer,
  Statements,
  Transactor,
  UncachedEcosystems,
  WorkQueue,
} from '@quench/ports';
import { InMemoryLayers, InMemoryPatterns, toyDistribution, ToyRegistry } from '@quench/testing';
import { PollSettings } from '@quench/watcher-feature';
import type { Database } from './database.js';
import { packageLayers, SimulatedAssembler, SimulatedSigner, SimulatedStatements } from './edges.js';
import { Effort } from './effort.js';
import { Life } from './life.js';
import { observed } from './observed-service.js';
import { modules, type ServiceName } from './services.js';
import { Session } from './session.js';
import { SimulatedFeed } from './simulated-feed.js';
import { SimulatedHost } from './simulated-host.js';
import type { World } from './world.js';

const POLL_MS = 60_000;
const READS = ['read', 'readMany', 'range', 'rangeForFeed', 'head', 'epochs', 'seqAt'];
const CLAIMING = ['claim', 'renew', 'intend', 'settle', 'finish', 'fail', 'giveBack', 'enqueueAll', 'retry'];

/** One process of a service: its rules, its loops and what they remember, over what outlives it. */
export class ServiceProcess {
  private constructor(
    readonly rules: Service,
    readonly life: Life,
    private readonly world: World,
    private readonly inside: {
      readonly app: INestApplicationContext;
      readonly runtime: ServiceRuntime;
      readonly feed: SimulatedFeed;
    },
  ) {}

  static async start(service: ServiceName, name: string, world: World): Promise<ServiceProcess> {
    const life = new Life(name);
    const database = world.database(service);
    const session = new Session(database, life, world);
    const feed = new SimulatedFeed(life, world);
    const ports = portsOf(service, { world, database, session });
    // Not as code of the life: Nest draws names for its modules from what is left of earlier draws.
    const app = await NestFactory.createApplicationContext(ports, { logger: false });
    const rules = app.get(Service, { strict: false });
    const runtime = runtimeOf(rules, { world, database, session, feed, name });
    world.timeline.as(life, () => runtime.start());
    return new ServiceProcess(rules, life, world, { app, runtime, feed });
  }

  get service(): ServiceName {
    return this.rules.name as ServiceName;
  }

  /** Has the process execute a command, as a request to it does. */
  execute<T>(command: Command<T>): Promise<T> {
    return this.inside.app.get(CommandBus, { strict: false }).execute(command);
  }

  /** SIGKILL: nothing of it goes on, and its database rolls back what it had begun. */
  kill(): void {
    this.life.state = 'dead';
    this.inside.feed.close();
    this.world.database(this.service).rollBackOf(this.life);
  }

  /** SIGSTOP. Its database soon ends what it had begun. */
  freeze(): void {
    this.life.state = 'frozen';
  }

  /** SIGCONT: it goes on as if it had noticed nothing. */
  thaw(): void {
    if (this.life.state !== 'frozen') return;
    this.life.state = 'running';
    this.world.timeline.release(this.life);
  }

  /** SIGTERM: it lets its work end for a while, gives the rest back, and is gone. */
  stop(graceMs: number): void {
    this.world.timeline.plan(this.life, 0, 'SIGTERM', () => {
      void this.inside.runtime.stop(graceMs).then(() => this.kill());
    });
  }
}

interface Wires {
  readonly world: World;
  readonly database: Database;
  readonly session: Session;
}

function portsOf(service: ServiceName, { world, database, session }: Wires) {
  const { clock } = world;
  const content = world.contentOver();
  const effort = new Effort(world);
  const signer = new SimulatedSigner(service, world.random, effort);
  const host = new SimulatedHost(world.archive, content, world);
  const ecosystems = { get: () => ({ plugin: toyDistribution, host }) };
  const providers = [
    { provide: Clock, useValue: clock },
    { provide: ContentStore, useValue: content },
    { provide: Ecosystems, useValue: ecosystems },
    { provide: UncachedEcosystems, useValue: ecosystems },
    { provide: EventStore, useValue: session.over(database.store, [...READS, 'append'], ['append']) },
    { provide: ImageAssembler, useValue: new SimulatedAssembler(content, world.broken, effort) },
    { provide: ImageLayers, useValue: new InMemoryLayers(content) },
    { provide: PackageLayers, useValue: packageLayers },
    { provide: Patterns, useClass: InMemoryPatterns },
    { provide: PollSettings, useValue: { policy: { intervalMs: POLL_MS, maxBackOffMs: POLL_MS } } },
    { provide: ProjectEcosystems, useValue: new ToyRegistry(content) },
    { provide: ProductVersion, useValue: { text: '0.0.0' } },
    { provide: ReadModels, useValue: session.over(database.models, ['get', 'getMany', 'hold', 'list']) },
    { provide: Runner, useValue: world.runner },
    { provide: Signer, useValue: signer },
    { provide: Statements, useValue: new SimulatedStatements(signer, content) },
    { provide: Transactor, useValue: session },
    { provide: WorkQueue, useValue: queueOf({ database, session }) },
  ];
  const imports = [modules[service]];
  return { module: Ports, global: true, imports, providers, exports: providers.map(({ provide }) => provide) };
}

const queueOf = ({ database, session }: Pick<Wires, 'database' | 'session'>): WorkQueue =>
  session.over(database.queue, [...CLAIMING, 'list', 'depth', 'nextDue', 'states', 'caused', 'waits'], CLAIMING);

function runtimeOf(
  service: Service,
  { world, database, session, feed, name }: Wires & { readonly feed: SimulatedFeed; readonly name: string },
): ServiceRuntime {
  return new ServiceRuntime({
    service: observed(service),
    queue: queueOf({ database, session }),
    feed,
    cursors: session.over(database.cursors, ['get', 'begin', 'move', 'drop', 'list', 'hold']),
    parking: session.over(database.parking, ['isParked', 'park', 'list', 'counts', 'entries', 'release']),
    transactor: session,
    readModelWriter: session.over(database.models.writer, ['load', 'write', 'clear']),
    log: world.log,
    workerName: name,
    pollMs: 30_000,
    headEveryMs: 60_000,
  });
}

class Ports {}
