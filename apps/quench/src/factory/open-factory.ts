import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command, Query } from '@nestjs/cqrs';
import { PRODUCERS } from '@quench/historian-domain';
import type { Recorded } from '@quench/kernel';
import { DataDirectory } from '@quench/platform/data-directory';
import { openDatabase, type Database } from '@quench/platform/database';
import { holdDatabase, type HeldDatabase } from '@quench/platform/database-server';
import { rouse } from '@quench/platform/event-store';
import { LocalFeed } from '@quench/platform/feed';
import { checkReceivers } from '@quench/platform/notices';
import { productVersion } from '@quench/platform/product-version';
import { RegistryGateway, removeGateway, writeGateway } from '@quench/platform/registry-gateway';
import { converged, tellAll, untilConverged } from '@quench/platform/runtime';
import { migrationsOf, openStore, startHost, type ServiceHost } from '@quench/platform/service-host';
import { openTracing, type OpenTracing } from '@quench/platform/tracing';
import { introduceKey, PublishedContent, type Log } from '@quench/ports';
import type { Configuration } from './configuration.js';
import type { Factory, WorkStep } from './factory.js';
import { followFacts } from './follow-facts.js';
import { providersOf } from './providers.js';
import { reachArchives, type ReadDistribution } from './reach-archives.js';
import type { ServiceName } from '@quench/platform/service-process';
import { roleSecret } from './role-secret.js';
import { serviceNames, services, type ServiceParts } from './services.js';
import { openSharedParts, type SharedParts } from './shared-parts.js';
import { traceService } from './trace-service.js';

const POOL_SIZE = 10;
const GRACE_MS = 10_000;

interface Opened {
  readonly directory: DataDirectory;
  readonly postgres: HeldDatabase;
  readonly shared: SharedParts;
  readonly hosts: ReadonlyMap<string, ServiceHost>;
  readonly feed: LocalFeed;
  /** Where traces go, if anywhere. */
  readonly spans: OpenTracing | undefined;
  readonly configuration: Configuration;
  readonly log: Log;
  readonly listeners: ((step: WorkStep) => void)[];
}

/** Where a factory keeps its things. */
export interface FactoryPlace {
  /** The data directory. */
  readonly data: string;
  /** The value of `QUENCH_DATABASE_URL`; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
}

/** Opens all services over a data directory. Nothing runs before `run`. What fails leaves nothing open. */
export async function openFactory(place: FactoryPlace, configuration: Configuration, log: Log): Promise<Factory> {
  const closing: Closing = [];
  try {
    return await openParts(place, configuration, log, closing);
  } catch (error) {
    for (const close of closing.reverse()) {
      await close().catch((fault: unknown) => log.warn('close-failed', { reason: String(fault) }));
    }
    throw error;
  }
}

/** How to close what has been opened, in the order of opening. */
type Closing = (() => Promise<unknown>)[];

async function openParts(
  { data, databaseUrl: url }: FactoryPlace,
  configuration: Configuration,
  log: Log,
  closing: Closing,
): Promise<Factory> {
  const directory = await DataDirectory.open(data);
  const postgres = await holdDatabase({
    data: directory.path,
    url,
    log: (line) => log.info('database', { line }),
    services: serviceNames,
  });
  closing.push(async () => postgres.release());
  const shared = await openSharedParts(directory, configuration, log);
  closing.push(() => shared.close());
  const { tracing } = configuration;
  const process = { version: productVersion, instance: 'up' };
  const spans = tracing === undefined ? undefined : await openTracing(tracing, process);
  closing.push(async () => spans?.close());
  const listeners: ((step: WorkStep) => void)[] = [];
  const opening = services.map(async (parts) => {
    const database = await openServiceDatabase(parts, directory, postgres);
    closing.push(() => database.close());
    return { parts, opened: openStore(database, productVersion, log) };
  });
  // All of them, before a failed one lets the others be closed.
  await Promise.allSettled(opening);
  const stores = await Promise.all(opening);
  const feed = new LocalFeed(
    new Map(stores.map(({ parts, opened }) => [parts.name, { store: opened.store, bell: opened.sequencer }])),
  );
  const hosts = new Map<string, ServiceHost>();
  for (const { parts, opened } of stores) {
    const progress = tellAll(tellSteps(parts.name, listeners), ...traceService(parts.name, feed, spans));
    const providers = providersOf(parts.name, shared, configuration.pollIntervalMs);
    const host = await startHost({ definition: parts, opened, feed, log, progress, providers });
    closing.push(() => host.app.close());
    hosts.set(parts.name, host);
  }
  return new LocalFactory({ directory, postgres, shared, hosts, feed, spans, configuration, log, listeners });
}

async function openServiceDatabase(
  { name, readModels, migrations }: ServiceParts,
  directory: DataDirectory,
  { host, port, database, user, password }: HeldDatabase,
): Promise<Database> {
  const { value: rolePassword } = await directory.secret(roleSecret(name));
  return openDatabase({
    host,
    port,
    database,
    admin: { user, password },
    service: name,
    rolePassword,
    entities: readModels.map(({ entity }) => entity),
    migrations: migrationsOf({ migrations }),
    poolSize: POOL_SIZE,
  });
}

const tellSteps = (service: string, listeners: readonly ((step: WorkStep) => void)[]) => {
  const tell = (step: Omit<WorkStep, 'service'>): void => {
    for (const listener of listeners) listener({ service, ...step });
  };
  return {
    claimed: ({ kind, key }: { kind: string; key: string }) => tell({ kind, key, what: 'started' }),
    ended: ({ kind, key }: { kind: string; key: string }, outcome: { outcome: string; reason?: string }) => {
      if (outcome.outcome === 'finished') tell({ kind, key, what: 'finished' });
      const { reason } = outcome;
      if (outcome.outcome === 'failed' || outcome.outcome === 'left-to-others')
        tell({ kind, key, what: 'failed', reason });
    },
  };
};

/** All services in this process. */
class LocalFactory implements Factory {
  private running = false;
  private gateway: RegistryGateway | undefined;

  constructor(private readonly opened: Opened) {}

  get data(): string {
    return this.opened.directory.path;
  }

  get content() {
    return this.opened.shared.content;
  }

  get runner() {
    return this.opened.shared.runner;
  }

  get keys() {
    return [...this.opened.shared.signers.values()].map(({ publicKey }) => publicKey);
  }

  get actor() {
    return { kind: 'person', id: `uid:${String(userInfo().uid)}`, authenticatedBy: 'local-user' } as const;
  }

  async command<T>(service: ServiceName, command: Command<T>): Promise<T> {
    const host = this.host(service);
    const result = await host.commands.execute<Command<T>, T>(command);
    await this.tell([host]);
    return result;
  }

  query<T>(service: ServiceName, query: Query<T>): Promise<T> {
    return this.host(service).queries.execute<Query<T>, T>(query);
  }

  queue(service: ServiceName) {
    return this.host(service).queue;
  }

  parking(service: ServiceName) {
    return this.host(service).parking;
  }

  async run(): Promise<void> {
    const { hosts, shared } = this.opened;
    await checkReceivers(shared.subscribed);
    this.running = true;
    for (const { name, store, queue, sequencer, runtime } of hosts.values()) {
      const signer = shared.signers.get(name);
      if (signer !== undefined) await introduceKey(store, signer.publicKey, new Date().toISOString());
      // Whoever runs holds the data directory alone: what is leased is leased to a process that is gone.
      await queue.endLeases();
      sequencer.start();
      runtime.start();
    }
  }

  async retryParked(key: string | undefined): Promise<number> {
    let digested = 0;
    for (const { runtime } of this.opened.hosts.values()) digested += await runtime.retryParked(key);
    if (digested > 0) await this.tell([...this.opened.hosts.values()]);
    return digested;
  }

  isConverged(): Promise<boolean> {
    return converged(this.runtimes);
  }

  converge(signal: AbortSignal): Promise<void> {
    return untilConverged(this.runtimes, signal);
  }

  async historyTold(signal: AbortSignal): Promise<void> {
    if (!this.running) return;
    for (const { runtime } of this.opened.hosts.values()) await runtime.numbered(signal);
    await this.host('historian').runtime.caughtUp(signal);
  }

  reachArchives(distributions: readonly ReadDistribution[]) {
    return reachArchives(this.opened.shared.ecosystems, distributions);
  }

  scrub() {
    return this.opened.shared.content.scrub();
  }

  onStep(listener: (step: WorkStep) => void): void {
    this.opened.listeners.push(listener);
  }

  followFacts(tell: (fact: Recorded) => void) {
    const { feed, log } = this.opened;
    return followFacts(feed, PRODUCERS, tell, (fault) => log.warn('facts-unread', { reason: String(fault) }));
  }

  async serve() {
    const wantedPort = this.opened.configuration.gatewayPort;
    const published = this.host('distributor').app.get(PublishedContent, { strict: false });
    this.gateway = new RegistryGateway(published, this.content, this.opened.log);
    const address = await this.gateway.listen(wantedPort);
    await writeGateway(this.data, address);
    return { address, wantedPort };
  }

  async close(): Promise<void> {
    const { hosts, shared, spans, postgres } = this.opened;
    if (this.gateway !== undefined) await removeGateway(this.data);
    const stopping = this.running ? [...hosts.values()].map(({ runtime }) => runtime.stop(GRACE_MS)) : [];
    await Promise.all([this.gateway?.close(), ...stopping]);
    if (this.running) await Promise.all([...hosts.values()].map(({ sequencer }) => sequencer.stop()));
    await shared.close();
    await spans?.close();
    for (const { app, database } of hosts.values()) {
      await app.close();
      await database.close();
    }
    await postgres.release();
  }

  /** Something changed: whoever runs the loops looks at once, here or in another process. */
  private async tell(hosts: readonly ServiceHost[]): Promise<void> {
    for (const { sequencer, runtime, database } of hosts) {
      sequencer.wake();
      runtime.wake();
      if (!this.running) await rouse(database);
    }
  }

  private get runtimes() {
    return [...this.opened.hosts.values()].map(({ runtime }) => runtime);
  }

  private host(service: ServiceName): ServiceHost {
    const host = this.opened.hosts.get(service);
    if (host === undefined) throw new RangeError(`no service ${service} in this process`);
    return host;
  }
}

/** Where the log of a data directory is. */
export const logFile = (data: string): string => join(data, 'log.jsonl');
