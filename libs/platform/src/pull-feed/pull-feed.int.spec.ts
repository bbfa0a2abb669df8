import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  appendOf,
  counted,
  countedContracts,
  freshStream,
  InMemoryEventStore,
  InMemorySigner,
  RecordingLog,
} from '@quench/testing';
import { EndpointServer, type Endpoint } from '../endpoints/index.js';
import { feedEndpoints, PullFeedClient, RecordReader, type PullFeedOptions } from './index.js';

const TOKEN = 'a-token-of-services';

let store: InMemoryEventStore;
let signer: InMemorySigner;
let log: RecordingLog;
let server: EndpointServer;
let client: PullFeedClient;
let base: string;

async function serve(endpoints: readonly Endpoint[]): Promise<void> {
  server = new EndpointServer({ service: 'builder', version: '1', endpoints, token: TOKEN, log });
  base = await server.listen(0);
}

function clientOf(token = TOKEN, trusted = signer, bounds: Partial<PullFeedOptions> = {}): PullFeedClient {
  const reader = new RecordReader({ builder: [trusted.publicKey] }, countedContracts);
  return new PullFeedClient({ producers: new Map([['builder', base]]), token, reader, log, ...bounds });
}

async function fill(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await store.append(appendOf(freshStream(), 0));
}

beforeEach(async () => {
  store = new InMemoryEventStore({ contracts: countedContracts });
  signer = new InMemorySigner('builder');
  log = new RecordingLog();
  await serve(feedEndpoints({ store, signer }));
  client = clientOf();
});

afterEach(async () => {
  await client.close();
  await server.close();
});

const begin = { epoch: 1, seq: 0 };

describe('a pulled feed', () => {
  it('is the log, however many answers it takes', async () => {
    await fill(1_203);
    expect(await client.head('builder')).toEqual({ epoch: 1, seq: 1_203 });
    expect(await client.pull('builder', begin, 5_000)).toEqual(await store.range(0, 5_000));
    expect(await client.pull('builder', begin, 501)).toEqual(await store.range(0, 501));
  });

  it('is whole although large events do not fit into one answer', async () => {
    for (let n = 0; n < 5; n++) {
      await store.append({ ...appendOf(freshStream(), 0), events: [counted(n, 'x'.repeat(2_000_000))] });
    }
    expect(await client.pull('builder', begin, 10)).toEqual(await store.range(0, 10));
  });

  it('is refused to who has no token or another one', async () => {
    expect((await fetch(`${base}/feed?after=1.0`)).status).toBe(401);
    expect((await fetch(`${base}/feed/head`)).status).toBe(401);
    const stranger = clientOf('another-token');
    const refused = { name: 'Rejection', code: 'feed-token-refused' };
    await expect(stranger.head('builder')).rejects.toMatchObject(refused);
    await expect(stranger.pull('builder', begin, 1)).rejects.toMatchObject(refused);
    await stranger.close();
  });

  it('says what it does not understand', async () => {
    const answer = await fetch(`${base}/feed?after=yesterday`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'feed-request-malformed' });
  });

  it('knows no producer that nobody named', async () => {
    await expect(client.head('nobody')).rejects.toMatchObject({ name: 'Rejection', code: 'producer-unknown' });
  });

  it('is found below a folder, with and without a slash at its end', async () => {
    await fill(1);
    await server.close();
    await serve(
      feedEndpoints({ store, signer }).map((endpoint) => ({ ...endpoint, path: `/builder${endpoint.path}` })),
    );
    for (const end of ['/builder', '/builder/']) {
      const reader = new RecordReader({ builder: [signer.publicKey] }, countedContracts);
      const below = new PullFeedClient({ producers: new Map([['builder', base + end]]), token: TOKEN, reader, log });
      expect(await below.pull('builder', begin, 10)).toHaveLength(1);
      await below.close();
    }
  });

  it('may work later when nobody answers', async () => {
    await server.close();
    await expect(client.head('builder')).rejects.toMatchObject({ name: 'TransientFault', code: 'feed-unavailable' });
  });
});

describe('an event that the producer did not sign', () => {
  it('is counted, logged and not handed on', async () => {
    await fill(2);
    const thief = clientOf(TOKEN, new InMemorySigner('builder'));
    await expect(thief.pull('builder', begin, 10)).rejects.toMatchObject({
      name: 'IntegrityFault',
      code: 'feed-record-refused',
    });
    expect(Object.fromEntries(thief.refused)).toEqual({ 'signature-invalid': 1 });
    expect(log.of('feed-record-refused')).toMatchObject([{ producer: 'builder', by: 'pull' }]);
    await thief.close();
  });

  it('is missed when it is left out', async () => {
    await fill(3);
    await server.close();
    const [page] = feedEndpoints({ store, signer });
    const cutting = async (query: Readonly<Record<string, string>>) => {
      const reply = await page?.handle({ query });
      const { events } = JSON.parse(reply?.body ?? '') as { events: unknown[] };
      return {
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ events: events.slice(1), more: false }),
      };
    };
    if (page !== undefined) await serve([{ ...page, handle: ({ query }) => cutting(query) }]);
    const misled = clientOf();
    await expect(misled.pull('builder', begin, 10)).rejects.toMatchObject({ code: 'feed-page-malformed' });
    await misled.close();
  });
});

describe('an answer without a bound', () => {
  it('is refused when it is longer than any page', async () => {
    await fill(3);
    const small = clientOf(TOKEN, signer, { maxAnswerBytes: 1_000 });
    await expect(small.pull('builder', begin, 10)).rejects.toMatchObject({ code: 'feed-page-malformed' });
    await small.close();
  });

  it('is given up although something of it comes now and then', async () => {
    const dripping = createServer((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    dripping.listen(0, '127.0.0.1');
    await once(dripping, 'listening');
    base = `http://127.0.0.1:${String((dripping.address() as AddressInfo).port)}`;
    const impatient = clientOf(TOKEN, signer, { timeoutMs: 200 });
    await expect(impatient.head('builder')).rejects.toMatchObject({ code: 'feed-unavailable' });
    await impatient.close();
    dripping.close();
  });
});
