import 'reflect-metadata';
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
import { feedEndpoints, PullFeedClient, RecordReader } from './index.js';

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

function clientOf(token = TOKEN, trusted = signer): PullFeedClient {
  const reader = new RecordReader({ builder: [trusted.publicKey] }, countedContracts);
  return new PullFeedClient({ producers: new Map([['builder', base]]), token, reader, log });
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
    expect(thief.refused).toBe(1);
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
