import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Subscribed } from '@quench/historian-feature';
import { eventually, startPostgres, type TestPostgres } from '@quench/testing';
import { TellingHistorian } from './telling-historian.fixture.js';

/** What a receiver got, by webhook id. */
interface Got {
  readonly id: string;
  readonly body: unknown;
}

const KEY = 'QUENCH_TEST_NOTICE_KEY';
let server: TestPostgres | undefined;
let historian: TellingHistorian;
let receiver: Server;
let answer: (response: ServerResponse, count: number) => void | Promise<void>;
const got: Got[] = [];

function subscribed(digest: Subscribed['digest']): Subscribed {
  const address = receiver.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${String(port)}/hidden`;
  return {
    ...{ name: digest === 'none' ? 'each' : 'day', events: ['distributor.ChannelMoved'], images: [], digest },
    receivers: [
      {
        ...{ kind: 'webhook', mode: 'structured', url: { kind: 'written', url } },
        secret: { kind: 'environment', variable: KEY },
      },
    ],
  };
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
  historian = await TellingHistorian.open(server, [subscribed('none')]);
  answer = (response) => void response.writeHead(204).end();
  got.length = 0;
});

afterEach(() => historian.close());

afterAll(async () => {
  Reflect.deleteProperty(process.env, KEY);
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await server?.stop();
});

describe('a notice', () => {
  it('that a receiver could not take is told again, with the same id', async () => {
    answer = (response, count) => void response.writeHead(count === 1 ? 500 : 200).end();
    await historian.moved('1');
    historian.run();
    await historian.ends('the notice', 'done');
    expect(got).toHaveLength(2);
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    expect(got[0]?.body).toMatchObject({ id: '1', type: 'distributor.ChannelMoved.v1' });
  });

  it('that a receiver refuses is dead, with why, and told when somebody runs it again', async () => {
    answer = (response, count) => void response.writeHead(count === 1 ? 410 : 200).end();
    await historian.moved('1');
    historian.run();
    await historian.ends('the notice', 'dead');
    const [dead] = await historian.rows('dead');
    expect(dead?.reason).toMatch(/^notice-refused: 127\.0\.0\.1:\d+ answered 410$/);
    await historian.queue.retry('notice', 'each/1');
    await historian.ends('the notice', 'done');
  });

  it('is told again with the same id by who takes over from a process that was killed after sending', async () => {
    let takenOver: Promise<unknown> | undefined;
    answer = async (response, count) => {
      if (count === 1) {
        await historian.queue.endLeases();
        const other = await historian.claim('other');
        takenOver = historian.work(other).then((finish) => finish());
        await takenOver;
      }
      response.writeHead(200).end();
    };
    await historian.moved('1');
    const killed = historian.work(await historian.claim('killed'));
    await expect(killed).rejects.toMatchObject({ code: 'claim-lost' });
    expect(await takenOver).toBe(true);
    expect(got.map(({ id }) => id)).toEqual([got[0]?.id, got[0]?.id]);
    expect(await historian.rows('done')).toHaveLength(1);
  });

  it('is not told again once it is written down that it was', async () => {
    await historian.moved('1');
    await historian.work(await historian.claim('killed'));
    await historian.queue.endLeases();
    const finish = await historian.work(await historian.claim('other'));
    expect(await finish()).toBe(true);
    expect(got).toHaveLength(1);
  });

  it('has an id of its own for each event', async () => {
    await historian.moved('1');
    await historian.moved('2');
    historian.run();
    await eventually('both are told', async () => (await historian.rows('done')).length === 2);
    expect(new Set(got.map(({ id }) => id)).size).toBe(2);
  });

  it('of a subscription that is gone is told nobody, and says so', async () => {
    await historian.moved('1');
    await historian.restart([]);
    historian.run();
    await historian.ends('the notice', 'done');
    expect(await historian.rows('done')).toMatchObject([{ reason: 'there is no subscription each any more' }]);
    expect(got).toEqual([]);
  });

  it('that was tried in vain is told nobody any more once its subscription is gone, and says so', async () => {
    answer = (response) => void response.writeHead(503).end();
    await historian.moved('1');
    await expect(historian.work(await historian.claim('tried'))).rejects.toMatchObject({
      code: 'notice-not-delivered',
    });
    await historian.queue.endLeases();
    await historian.restart([]);
    const finish = await historian.work(await historian.claim('other'));
    expect(await finish()).toBe(true);
    expect(await historian.rows('done')).toMatchObject([{ reason: 'there is no subscription each any more' }]);
    expect(got).toHaveLength(1);
  });
});

it('a digest tells what a day had together, and what comes late in a notice of its own', async () => {
  await historian.restart([subscribed('daily')]);
  await historian.moved('1');
  await historian.moved('2');
  answer = async (response, count) => {
    // Comes while the others are told: the id of those must not change.
    if (count === 1) await historian.moved('3');
    response.writeHead(count === 1 ? 503 : 200).end();
  };
  historian.run();
  await eventually('all are told', async () => got.length === 3 && (await historian.rows('done')).length === 1);
  const told = got.map(({ body }) => (body as readonly { readonly id: string }[]).map(({ id }) => id));
  expect(told).toEqual([['1', '2'], ['1', '2'], ['3']]);
  expect(got[1]?.id).toBe(got[0]?.id);
  expect(got[2]?.id).not.toBe(got[0]?.id);
});
