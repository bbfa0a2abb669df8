import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
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
  startPostgres,
  testContext,
  type TestPostgres,
} from '@quench/testing';

/** What a receiver got, by webhook id. */
interface Got {
  readonly id: string;
  readonly body: unknown;
}

const KEY = 'QUENCH_TEST_NOTICE_KEY';
let server: TestPostgres | undefined;
let database: Database;
let queue: PgWorkQueue;
let models: InMemoryReadModels;
let app: INestApplicationContext;
let receiver: Server;
let answer: (response: ServerResponse, count: number) => void | Promise<void>;
const got: Got[] = [];
const notices = new OutsideNotices(5_000);
const runtimes: ServiceRuntime[] = [];

class Ports {}

const subscribed = (digest: Subscribed['digest'], url: string): Subscribed => ({
  ...{ name: digest === 'none' ? 'each' : 'day', events: ['distributor.ChannelMoved'], images: [], digest },
  receiver: {
    ...{ kind: 'webhook', mode: 'structured', url: { kind: 'written', url } },
    secret: { kind: 'environment', variable: KEY },
  },
});

async function historian(all: readonly Subscribed[]): Promise<INestApplicationContext> {
  const providers = [
    { provide: Clock, useClass: SystemClock },
    { provide: ContentStore, useValue: new InMemoryContentStore() },
    { provide: ReadModels, useValue: models },
    { provide: Ecosystems, useValue: {} },
    { provide: ProjectEcosystems, useValue: { names: [] } },
    { provide: WorkQueue, useValue: queue },
    { provide: Subscriptions, useValue: new Subscriptions(all, notices, new SystemClock()) },
  ];
  const ports = { module: Ports, global: true, providers, exports: providers.map(({ provide }) => provide) };
  return (await Test.createTestingModule({ imports: [ports, HistorianModule] }).compile()).init();
}

/** A channel moved, on a day long ago; the historian has heard of it, and its reactors have. */
async function moved(id: string): Promise<void> {
  const type = 'distributor.ChannelMoved.v1';
  const place = { epoch: 1, globalSeq: Number(id), sequencedAt: '2026-01-01T10:00:00.000Z', version: 1 };
  const data = { repository: 'web', tag: 'latest', to: `sha256:${'a'.repeat(64)}`, revision: 1, publication: 'x' };
  const event: Recorded = { ...testContext(id), id, type, stream: 's', producer: 'distributor/1', ...place, data };
  await new InMemoryTransactor().run((tx) =>
    models.writer.write(eventsModel('distributor'), new Map([[id, archived(event)]]), tx),
  );
  for (const reactor of app.get(Service).reactors.filter((one) => one.types.includes(type)))
    await queue.enqueue(reactor.react(event), { causes: [id], correlationId: id });
}

/** Runs the workers as a process of the historian does. */
function run(): void {
  const { name, workers } = app.get(Service);
  const service = { name, workers, reactors: [], projections: [], resyncs: [], gauges: [] };
  const memory = { feed: new InMemoryFeed({}), cursors: new InMemoryCursors(), parking: new InMemoryParking() };
  const rest = { log: new RecordingLog(), readModelWriter: models.writer, pollMs: 50, workerName: 'running' };
  const runtime = new ServiceRuntime({ service, queue, transactor: database.transactor, ...memory, ...rest });
  runtime.start();
  runtimes.push(runtime);
}

const rowsOf = (...states: ('done' | 'dead' | 'queued')[]) => queue.list({ states, limit: 10 });
const ends = (what: string, state: 'done' | 'dead') =>
  eventually(`${what} is ${state}`, async () => (await rowsOf(state)).length > 0);

async function claim(worker: string): Promise<Claim> {
  const found = await queue.claim({ kind: 'notice', worker, leaseMs: 60_000 });
  if (found === undefined) throw new RangeError('nothing to claim');
  return found;
}

/** The slow part of a piece of work; it is finished by whoever calls what comes of it. */
async function work(one: Claim) {
  const [worker] = app.get(Service).workers;
  const completion = await worker?.work(one, new AbortController().signal);
  if (completion === undefined || 'leftToOthers' in completion) throw new RangeError('no completion');
  if ('moot' in completion) return () => queue.finish(one, undefined, completion.moot);
  return () => database.transactor.run(async (tx) => queue.finish(one, tx, (await completion(tx)) ?? undefined));
}

beforeAll(async () => {
  server = await startPostgres();
  receiver = createServer((request, response) => {
    void text(request).then(async (body) => {
      got.push({ id: String(request.headers['webhook-id']), body: JSON.parse(body) as unknown });
      await answer(response, got.length);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  process.env[KEY] = `whsec_${randomBytes(32).toString('base64')}`;
}, 60_000);

beforeEach(async () => {
  if (server === undefined) throw new Error('PostgreSQL did not start');
  const { user, password } = server;
  const fresh = {
    service: `h${randomBytes(4).toString('hex')}`,
    entities: [],
    migrations: workMigrations,
    poolSize: 4,
  };
  database = await openDatabase({ ...server, admin: { user, password }, rolePassword: 's', ...fresh });
  queue = new PgWorkQueue(database);
  models = new InMemoryReadModels();
  const address = receiver.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${String(port)}/hidden`;
  app = await historian([subscribed('none', url)]);
  answer = (response) => void response.writeHead(204).end();
  got.length = 0;
});

afterEach(async () => {
  for (const runtime of runtimes.splice(0)) await runtime.stop(1_000);
  await app.close();
  await database.close();
});

afterAll(async () => {
  Reflect.deleteProperty(process.env, KEY);
  await notices.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await server?.stop();
});

describe('a notice', () => {
  it('that a receiver could not take is told again, with the same id', async () => {
    answer = (response, count) => void response.writeHead(count === 1 ? 500 : 200).end();
    await moved('1');
    run();
    await ends('the notice', 'done');
    expect(got).toHaveLength(2);
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    expect(got[0]?.body).toMatchObject({ id: '1', type: 'distributor.ChannelMoved.v1' });
  });

  it('that a receiver refuses is dead, with why, and told when somebody runs it again', async () => {
    answer = (response, count) => void response.writeHead(count === 1 ? 410 : 200).end();
    await moved('1');
    run();
    await ends('the notice', 'dead');
    const [dead] = await rowsOf('dead');
    expect(dead?.reason).toMatch(/^notice-refused: 127\.0\.0\.1:\d+ answered 410$/);
    await queue.retry('notice', 'each/1');
    await ends('the notice', 'done');
  });

  it('is told again with the same id by who takes over from a process that was killed after sending', async () => {
    let takenOver: Promise<unknown> | undefined;
    answer = async (response, count) => {
      if (count === 1) {
        await queue.endLeases();
        const other = await claim('other');
        takenOver = work(other).then((finish) => finish());
        await takenOver;
      }
      response.writeHead(200).end();
    };
    await moved('1');
    const killed = work(await claim('killed'));
    await expect(killed).rejects.toMatchObject({ code: 'claim-lost' });
    expect(await takenOver).toBe(true);
    expect(got.map(({ id }) => id)).toEqual([got[0]?.id, got[0]?.id]);
    expect(await rowsOf('done')).toHaveLength(1);
  });

  it('is not told again once it is written down that it was', async () => {
    await moved('1');
    await work(await claim('killed'));
    await queue.endLeases();
    const finish = await work(await claim('other'));
    expect(await finish()).toBe(true);
    expect(got).toHaveLength(1);
  });

  it('has an id of its own for each event', async () => {
    await moved('1');
    await moved('2');
    run();
    await eventually('both are told', async () => (await rowsOf('done')).length === 2);
    expect(new Set(got.map(({ id }) => id)).size).toBe(2);
  });

  it('of a subscription that is gone is told nobody, and says so', async () => {
    await moved('1');
    await app.close();
    app = await historian([]);
    run();
    await ends('the notice', 'done');
    expect(await rowsOf('done')).toMatchObject([{ reason: 'there is no subscription each any more' }]);
    expect(got).toEqual([]);
  });

  it('that was tried in vain is told nobody any more once its subscription is gone, and says so', async () => {
    answer = (response) => void response.writeHead(503).end();
    await moved('1');
    await expect(work(await claim('tried'))).rejects.toMatchObject({ code: 'notice-not-delivered' });
    await queue.endLeases();
    await app.close();
    app = await historian([]);
    const finish = await work(await claim('other'));
    expect(await finish()).toBe(true);
    expect(await rowsOf('done')).toMatchObject([{ reason: 'there is no subscription each any more' }]);
    expect(got).toHaveLength(1);
  });
});

it('a digest tells what a day had together, and what comes late in a notice of its own', async () => {
  const address = receiver.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await app.close();
  app = await historian([subscribed('daily', `http://127.0.0.1:${String(port)}/`)]);
  await moved('1');
  await moved('2');
  answer = async (response, count) => {
    // Comes while the others are told: the id of those must not change.
    if (count === 1) await moved('3');
    response.writeHead(count === 1 ? 503 : 200).end();
  };
  run();
  await eventually('all are told', async () => got.length === 3 && (await rowsOf('done')).length === 1);
  const told = got.map(({ body }) => (body as readonly { readonly id: string }[]).map(({ id }) => id));
  expect(told).toEqual([['1', '2'], ['1', '2'], ['3']]);
  expect(got[1]?.id).toBe(got[0]?.id);
  expect(got[2]?.id).not.toBe(got[0]?.id);
});
