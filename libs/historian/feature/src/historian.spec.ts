import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { QueryBus, type Query } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { buildStream } from '@quench/contracts';
import { sha256, type Appended } from '@quench/kernel';
import { ContentStore, Documents, Ecosystems, ReadModels, requestContext, Service } from '@quench/ports';
import {
  InMemoryContentStore,
  InMemoryEventStore,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  ServiceRun,
} from '@quench/testing';
import type { CauseNode } from '@quench/historian-domain';
import { HistorianModule } from './historian.module.js';
import { History } from './history.handler.js';
import { DiffImage } from './image-diff.handler.js';
import { ExpectName, FindDigest } from './subject-queries.handler.js';
import { AskWhyNot } from './why-not.handler.js';
import { Why } from './why.handler.js';

const AT = '2026-01-01T00:00:00.000Z';
const recipeOf = (image: string, revision: number) => ({
  platform: 'linux/amd64',
  recipe: sha256(`${image} recipe ${String(revision)}`),
});

/** What other services said, and a historian in memory that heard it. */
class HistoryWorld {
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
      ...{ queue: new InMemoryWorkQueue(), transactor: new InMemoryTransactor() },
    });
  }

  static async open(): Promise<HistoryWorld> {
    const [models, content] = [new InMemoryReadModels(), new InMemoryContentStore()];
    const providers = [
      { provide: ContentStore, useValue: content },
      { provide: ReadModels, useValue: models },
      { provide: Ecosystems, useValue: {} },
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
    const stream = 'recipe' in data ? buildStream(String(data.recipe)) : `${service}.story/${id}`;
    const expectedVersion = (await store?.read(stream))?.version ?? 0;
    const [event] = (await store?.append({ stream, expectedVersion, events: [{ type, data }], context })) ?? [];
    if (event === undefined) throw new RangeError(`no service ${service} tells ${type}`);
    await this.run.settle();
    return event;
  }

  /** A definition was accepted. */
  async accepted(image: string, ...causes: readonly Appended[]): Promise<Appended> {
    const digests = { definition: sha256(image), policy: sha256('policy') };
    const lists = { pockets: ['release'], platforms: ['linux/amd64'], archives: [] };
    const data = { image, edition: 1, distribution: 'debian/trixie', ...digests, ...lists };
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

  ask<T>(query: Query<T>): Promise<T> {
    return this.app.get(QueryBus).execute<Query<T>, T>(query);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

class Ports {}

const image = sha256('web image 1');
const short = image.slice('sha256:'.length).slice(0, 12);
const refused = (code: string, said: string) => ({ code, message: expect.stringContaining(said) });
const typesOf = ({ event, causes }: CauseNode): readonly string[] => [
  event.type.split('.')[1] ?? '',
  ...causes.flatMap(typesOf),
];

let world: HistoryWorld;

beforeEach(async () => {
  world = await HistoryWorld.open();
  const lock = await world.locked('web', 1, {}, await world.accepted('web'));
  await world.moved('web', 1, lock);
});
afterEach(() => world.close());

describe('a reference', () => {
  it.each(['web', 'web:latest', 'web:1.2-r1', image, short, `sha256:${short}`, `web@${image}`, `web@${short}`])(
    'finds what happened, written as %s',
    async (ref) => {
      expect(typesOf(await world.ask(new Why(ref)))).toEqual(['ChannelMoved', 'LockResolved', 'DefinitionAccepted']);
      expect((await world.ask(new History(ref))).map(({ type }) => type)).toContain('distributor.ChannelMoved.v1');
    },
  );

  it('by the first digits of a digest is completed, with its repository', async () => {
    const found = { digest: image, repository: 'web' };
    expect(await world.ask(new FindDigest(short))).toEqual(found);
    expect(await world.ask(new FindDigest(`127.0.0.1:5000/web@sha256:${short}`))).toEqual(found);
    expect(await world.ask(new FindDigest('web:latest'))).toBeUndefined();
    const recipe = sha256('web recipe 1');
    expect(await world.ask(new FindDigest(recipe.slice(0, 30)))).toMatchObject({ digest: recipe });
  });

  it('by digits that no digest begins with is refused, with the nearest', async () => {
    const wrong = `${short.slice(0, 11)}${short.endsWith('0') ? '1' : '0'}`;
    const unknown = refused('digest-unknown', `Did you mean "sha256:${short}"?`);
    await expect(world.ask(new FindDigest(wrong))).rejects.toMatchObject(unknown);
    await expect(world.ask(new FindDigest(`sha256:${short.slice(0, 5)}`))).rejects.toMatchObject(
      refused('reference-malformed', 'at least 12 hex digits'),
    );
  });

  it('by digits that several digests begin with is refused, with all of them', async () => {
    const twin = `${image.slice(0, -1)}${image.endsWith('0') ? '1' : '0'}`;
    await world.locked('web', 2, { lock: twin });
    await expect(world.ask(new Why(short))).rejects.toMatchObject(refused('digest-ambiguous', twin));
    expect(typesOf(await world.ask(new Why(twin)))[0]).toBe('LockResolved');
  });
});

describe('a name that nothing ever happened to', () => {
  const unknown = (said: string) => refused('unknown-to-history', said);

  it.each([
    ['wbe', 'Did you mean "web"?'],
    ['web:latst', 'Did you mean "web:latest"?'],
    ['wbe:latest', 'Did you mean "web"?'],
    ['frobnicate', 'Nothing ever happened to "frobnicate". See: '],
  ])('is refused with the nearest one: %s', async (name, said) => {
    await expect(world.ask(new History(name))).rejects.toMatchObject(unknown(said));
    await expect(world.ask(new Why(name))).rejects.toMatchObject(unknown(said));
    await expect(world.ask(new ExpectName(name))).rejects.toMatchObject(unknown(said));
  });

  it('is refused as a release and as its image', async () => {
    await expect(world.ask(new AskWhyNot('libfoo', 'web'))).rejects.toMatchObject(unknown('libfoo'));
    await expect(world.ask(new AskWhyNot('libfoo', undefined))).rejects.toMatchObject(unknown('libfoo'));
    await expect(world.ask(new AskWhyNot('libfoo', 'wbe'))).rejects.toMatchObject(unknown('"web"'));
    await expect(world.ask(new DiffImage('wbe', undefined, undefined))).rejects.toMatchObject(unknown('"web"'));
  });

  it('is another thing than one that nothing happened to yet', async () => {
    await world.locked('web', 2, { channels: ['stable'] });
    await world.ask(new ExpectName('web:stable'));
    expect(await world.ask(new History('web:stable'))).toEqual([]);
  });
});

it('an image that came back is there because of the edition that brought it back', async () => {
  const applied = async (edition: number): Promise<Appended> =>
    world.tell('builder.CatalogApplied.v1', { edition, catalog: sha256('catalog'), definitions: [], retired: [] });
  await world.tell('builder.DefinitionRetired.v1', { image: 'web', edition: 2 }, await applied(2));
  await world.tell('distributor.ChannelRetired.v1', { repository: 'web', tag: 'latest' });
  await world.moved('web', 1, await world.accepted('web', await applied(3)));
  const tree = await world.ask(new Why('web'));
  expect(typesOf(tree)).toEqual(['ChannelMoved', 'DefinitionAccepted', 'CatalogApplied']);
  expect(tree.causes[0]?.causes[0]?.event.data).toMatchObject({ edition: 3 });
});

describe('a release that no lock has named', () => {
  /** A snapshot was taken that changed packages. */
  const taken = async (changes: object): Promise<void> =>
    listed(await world.documents.write({ added: [], updated: [], removed: [], ...changes }));
  const listed = async (list: string): Promise<void> => {
    const source = { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' };
    const facts = {
      signed: sha256(list),
      date: AT,
      freshness: 'unchecked',
      signedBy: [],
      indexes: [],
      plugin: 'deb/1',
    };
    const counts = { added: 0, updated: 0, removed: 0, list };
    await world.tell('watcher.ArchiveSnapshotTaken.v1', { source, ...facts, changes: counts });
  };

  it('is told apart by whether an archive has it', async () => {
    await world.locked('web', 2, { changes: [{ kind: 'removed', name: 'libx', from: '1', fixed: [], lost: [] }] });
    await taken({ added: [{ name: 'libx', to: '1' }] });
    await taken({ updated: [{ name: 'libx', from: '1', to: '2' }] });
    expect(await world.ask(new AskWhyNot('libx@2', 'web'))).toMatchObject([{ stage: 'not-locked' }]);
    expect(await world.ask(new AskWhyNot('libx@1', 'web'))).toMatchObject([
      { stage: 'not-offered', answer: 'no archive offers libx 1; Debian trixie has 2' },
    ]);
  });

  it('is not said to be offered or not where the list of a snapshot is gone', async () => {
    await world.locked('web', 2, { changes: [{ kind: 'removed', name: 'libx', from: '1', fixed: [], lost: [] }] });
    await listed(sha256('gone'));
    expect(await world.ask(new AskWhyNot('libx@9', 'web'))).toMatchObject([{ stage: 'not-locked' }]);
  });
});

describe('an image that could not be built', () => {
  const { recipe } = recipeOf('api', 1);
  const namesOf = async (subject: string) =>
    (await world.ask(new History(subject))).map(({ type }) => type.split('.')[1] ?? '');

  beforeEach(async () => {
    const lock = await world.locked('api', 1, {}, await world.accepted('api'));
    await world.tell('builder.BuildStarted.v1', { recipe, attempt: 1, fence: 1 }, lock);
    await world.tell('builder.BuildFailed.v1', { recipe, code: 'path-collision', detail: '/x' }, lock);
  });

  it('has the failed build in its history, and another image has not', async () => {
    expect((await namesOf('api')).slice(-2)).toEqual(['BuildStarted', 'BuildFailed']);
    expect(await namesOf('web')).not.toContain('BuildFailed');
  });

  it('is explained by the failure, which comes of its lock', async () =>
    expect(typesOf(await world.ask(new Why('api')))).toEqual(['BuildFailed', 'LockResolved', 'DefinitionAccepted']));

  it('has it in the history of each image that is locked to the same recipe', async () => {
    await world.locked('twin', 1, { recipes: [recipeOf('api', 1)] });
    expect((await namesOf('twin')).sort()).toEqual(['BuildFailed', 'BuildStarted', 'LockResolved']);
  });
});

describe('the difference between two revisions', () => {
  it('names what the definition says otherwise, when no package differs', async () => {
    const [before, after] = [
      await world.documents.write({ image: 'api', env: { LANG: 'C' } }),
      await world.documents.write({ image: 'api', env: { LANG: 'C.UTF-8' } }),
    ];
    await world.locked('api', 1, { definition: before });
    await world.locked('api', 2, { definition: after });
    expect(await world.ask(new DiffImage('api', undefined, undefined))).toMatchObject({
      from: 1,
      to: 2,
      changes: [],
      definition: [{ key: 'env.LANG', from: '"C"', to: '"C.UTF-8"' }],
    });
  });

  it('has nothing to differ from before the first', async () =>
    expect(await world.ask(new DiffImage('web', undefined, undefined))).toMatchObject({
      from: 0,
      to: 1,
      definition: [],
    }));
});

it('tells all that happened, in pages of its own', async () => {
  for (let count = 0; count < 1_001; count++) await world.accepted('many');
  expect(await world.ask(new History('many'))).toHaveLength(1_001);
}, 60_000);
