import type { DataDirectory } from '@quench/platform/data-directory';
import { openDatabase, type Database } from '@quench/platform/database';
import type { HeldDatabase } from '@quench/platform/database-server';
import { LocalFeed, type LocalProducer } from '@quench/platform/feed';
import { productVersion } from '@quench/platform/product-version';
import { tellAll } from '@quench/platform/runtime';
import { migrationsOf, openStore, startHost, type ServiceHost } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
import type { OpenTracing } from '@quench/platform/tracing';
import type { Log } from '@quench/ports';
import type { WorkStep } from './factory.js';
import { OnDemand } from './on-demand.js';
import { roleSecret } from './role-secret.js';
import { serviceNames } from './service-names.js';
import { loadService, type ServiceParts } from './services.js';
import type { SharedParts } from './shared-parts.js';
import { traceService } from './trace-service.js';

const POOL_SIZE = 10;

/** What services are opened over. */
export interface ServicesPlace {
  readonly directory: DataDirectory;
  readonly postgres: HeldDatabase;
  readonly shared: SharedParts;
  readonly spans: OpenTracing | undefined;
  readonly log: Log;
}

/** The services of a factory: each is opened when it is first asked for, and nothing of it runs before it is started. */
export class OpenServices {
  private readonly producers = new Map<string, LocalProducer>();
  private readonly listeners: ((step: WorkStep) => void)[] = [];
  private readonly services = new Map(serviceNames.map((name) => [name, new OnDemand(() => this.open(name))] as const));
  /** Of the services that are open. */
  readonly feed = new LocalFeed(this.producers);

  constructor(private readonly place: ServicesPlace) {}

  /** @throws as `openDatabase`, and what the parts that the service needs throw */
  async one(name: ServiceName): Promise<ServiceHost> {
    const service = this.services.get(name);
    if (service === undefined) throw new RangeError(`no service ${name} in this process`);
    return (await service.get()).host;
  }

  /** In the order of their names' list. */
  async all(): Promise<readonly ServiceHost[]> {
    return Promise.all(serviceNames.map((name) => this.one(name)));
  }

  onStep(listener: (step: WorkStep) => void): void {
    this.listeners.push(listener);
  }

  /** Closes those that are open; nothing of them runs any more. */
  async close(): Promise<void> {
    for (const service of this.services.values()) await service.close();
  }

  private async open(name: ServiceName) {
    const parts = await loadService(name);
    const database = await openServiceDatabase(parts, this.place);
    try {
      const host = await this.host(parts, database);
      return { host, close: () => host.app.close().then(() => database.close()) };
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private async host(definition: ServiceParts, database: Database): Promise<ServiceHost> {
    const { shared, spans, log } = this.place;
    const { name } = definition;
    const opened = openStore(database, productVersion, log);
    this.producers.set(name, { store: opened.store, bell: opened.sequencer });
    const progress = tellAll(tellSteps(name, this.listeners), ...traceService(name, this.feed, spans));
    const providers = await definition.providers(shared);
    return startHost({ definition, opened, feed: this.feed, log, progress, providers });
  }
}

async function openServiceDatabase(
  { name, readModels, migrations }: ServiceParts,
  { directory, postgres: { host, socket, port, database, user, password } }: ServicesPlace,
): Promise<Database> {
  const { value: rolePassword } = await directory.secret(roleSecret(name));
  return openDatabase({
    host: socket ?? host,
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
