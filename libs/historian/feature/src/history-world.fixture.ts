import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { QueryBus, type Query } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { buildStream, packageStream } from '@quench/contracts';
import { sha256, type Appended } from '@quench/kernel';
import {
  Clock,
  ContentStore,
  Documents,
  Ecosystems,
  ProjectEcosystems,
  ReadModels,
  requestContext,
  Service,
  WorkQueue,
} from '@quench/ports';
import {
  InMemoryContentStore,
  InMemoryEventStore,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  ServiceRun,
} from '@quench/testing';
import { HistorianModule } from './historian.module.js';

/** When everything happens. */
export const AT = '2026-01-01T00:00:00.000Z';
/** The recipe of a revision, of the one platform. */
export const recipeOf = (image: string, revision: number) => ({
  platform: 'linux/amd64',
  recipe: sha256(`${image} recipe ${String(revision)}`),
});

/** What other services said, and a historian in memory that heard it. */
export class HistoryWorld {
  private readonly stores = {
    watcher: new InMemoryEventStore({ producer: 'watcher/0' }),
    builder: new InMemoryEventStore({ producer: 'builder/0' }),
    tester: new InMemoryEventStore({ producer: 'tester/0' }),
    distributor: new InMemoryEventStore({ producer: 'distributor/0' }),
  };
  readonly documents: Documents;
  private readonly run: ServiceRun;
  private told = 0;

  private constructor(
    private readonly app: INestApplicationContext,
    { models, content }: { readonly models: InMemoryReadModels; readonly content: InMemoryContentStore },
  ) {
    this.documents = new Documents(content);
    const { stores } = this;
    this.run = new ServiceRun(app.get(Service), {
      ...{ stores, models },
      ...{ queue: app.get(WorkQueue), transactor: new InMemoryTransactor() },
    });
  }

  static async open(
    models = new InMemoryReadModels(),
    { ecosystems = {}, projects = { names: [] } }: { readonly ecosystems?: object; readonly projects?: object } = {},
  ): Promise<HistoryWorld> {
    const content = new InMemoryContentStore();
    const providers = [
      { provide: ContentStore, useValue: content },
      { provide: ReadModels, useValue: models },
      { provide: WorkQueue, useClass: InMemoryWorkQueue },
      { provide: Ecosystems, useValue: ecosystems },
      { provide: ProjectEcosystems, useValue: projects },
      { provide: Clock, useValue: { now: () => AT } },
    ];
    const ports = { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
    const app = await Test.createTestingModule({ imports: [ports, HistorianModule] }).compile();
    await app.init();
    return new HistoryWorld(app, { models, content });
  }

  /** Appends an event of the service that its type names, because of others. */
  async tell(type: string, data: object, ...causes: readonly Appended[]): Promise<Appended> {
    const [service = ''] = type.split('.');
    const id = String(++this.told);
    const actor = { kind: 'service', id: service, authenticatedBy: 'process' } as const;
    const context = { ...requestContext({ id, actor, at: AT }), causes: causes.map((cause) => cause.id) };
    const store = Object.entries(this.stores).find(([name]) => name === service)?.[1];
    const stream = streamOf(data) ?? `${service}.story/${id}`;
    const expectedVersion = (await store?.read(stream))?.version ?? 0;
    const [event] = (await store?.append({ stream, expectedVersion, events: [{ type, data }], context })) ?? [];
    if (event === undefined) throw new RangeError(`no service ${service} tells ${type}`);
    await this.run.settle();
    return event;
  }

  /** A definition was accepted. */
  async accepted(image: string, ...causes: readonly Appended[]): Promise<Appended> {
    return this.defined(image, {}, ...causes);
  }

  /** As `accepted`. @param also in place of what is usual */
  async defined(image: string, also: object, ...causes: readonly Appended[]): Promise<Appended> {
    const digests = { definition: sha256(image), policy: sha256('policy') };
    const lists = { pockets: ['release'], platforms: ['linux/amd64'], archives: [] };
    const data = { image, edition: 1, distribution: 'debian/trixie', ...digests, ...lists, ...also };
    return this.tell('builder.DefinitionAccepted.v1', data, ...causes);
  }

  /** A lock was made. @param also in place of what is usual */
  async locked(image: string, revision: number, also: object = {}, ...causes: readonly Appended[]): Promise<Appended> {
    const line = { image, versionStream: 'default', variant: 'prod' };
    const lists = { channels: ['latest'], snapshots: [], changes: [], reasons: ['packages'] };
    const digests = { definition: sha256(image), lock: sha256(`${image} lock ${String(revision)}`) };
    const more = { recipes: [recipeOf(image, revision)], version: '1.2', packages: 1, plugin: 'deb/1' };
    return this.tell(
      'builder.LockResolved.v1',
      { ...line, revision, ...digests, ...lists, ...more, ...also },
      ...causes,
    );
  }

  /** A channel moved to the image of a revision. */
  async moved(repository: string, revision: number, ...causes: readonly Appended[]): Promise<Appended> {
    const to = sha256(`${repository} image ${String(revision)}`);
    const data = { repository, tag: 'latest', to, revision, publication: `1.2-r${String(revision)}` };
    return this.tell('distributor.ChannelMoved.v1', data, ...causes);
  }

  /** A snapshot was taken that changed packages. Answers what its archive signed. */
  async taken(changes: object): Promise<string> {
    return this.listed(await this.documents.write({ added: [], updated: [], removed: [], ...changes }));
  }

  /** A snapshot was taken whose changes are in a document. Answers what its archive signed. */
  async listed(list: string): Promise<string> {
    const source = { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' };
    const signed = sha256(list);
    const facts = { signed, date: AT, freshness: 'unchecked', signedBy: [], indexes: [], plugin: 'x/1' };
    const changes = { added: 0, updated: 0, removed: 0, list };
    await this.tell('watcher.ArchiveSnapshotTaken.v1', { source, ...facts, changes });
    return signed;
  }

  ask<T>(query: Query<T>): Promise<T> {
    return this.app.get(QueryBus).execute<Query<T>, T>(query);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** Where that is what an event is found by. */
function streamOf(data: object): string | undefined {
  if ('recipe' in data) return buildStream(String(data.recipe));
  return 'purl' in data && 'list' in data ? packageStream(String(data.purl).replace(/@.*/, '')) : undefined;
}

class Ports {}
