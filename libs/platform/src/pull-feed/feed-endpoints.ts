import { Rejection, TransientFault, type Recorded } from '@quench/kernel';
import { continueAfter, type EventStore, type Head, type Signer } from '@quench/ports';
import { json, problem, type Endpoint, type EndpointReply } from '../endpoints/index.js';
import { eventText, PAGE_BYTES, pageText, readRequest } from './feed-page.js';
import { signRecord } from './signed-record.js';

/** A service's log, and the key that vouches for what is handed out of it. */
export interface FeedSource {
  readonly store: EventStore;
  readonly signer: Signer;
}

/** Read at a time, so that large events do not fill the memory before they are counted. */
const STEP = 100;

const ANSWERS = { 400: 'The request cannot be read; the body says why.', 401: 'The token is missing or wrong.' };

/**
 * `GET /feed` and `GET /feed/head`: the log of a service for the consumers of others, read-only, for who has the token of
 * services. Every event is signed.
 */
export function feedEndpoints(source: FeedSource): readonly Endpoint[] {
  return [
    {
      path: '/feed',
      guard: 'token',
      summary: 'Events after a place, in order and without a hole, as signed CloudEvents; and whether more follow.',
      parameters: {
        after: '`<epoch>.<number>`: where the consumer stands; `1.0` before the first.',
        limit: 'At most so many events; no more than 500, which it is without.',
      },
      answers: { 200: 'A page.', ...ANSWERS, 503: 'The log cannot be read now; try again.' },
      handle: ({ query }) => answer(() => page(source, query)),
    },
    {
      path: '/feed/head',
      guard: 'token',
      summary: 'The end of the log.',
      answers: { 200: 'Its epoch and number.', 401: ANSWERS[401], 503: 'The log cannot be read now; try again.' },
      handle: () => answer(async () => json(200, { ...(await source.store.head()) })),
    },
  ];
}

async function answer(make: () => Promise<EndpointReply>): Promise<EndpointReply> {
  try {
    return await make();
  } catch (fault) {
    if (fault instanceof Rejection) return problem(400, fault.code, fault.message);
    if (fault instanceof TransientFault) return problem(503, fault.code, 'The log cannot be read now; try again.');
    throw fault;
  }
}

async function page({ store, signer }: FeedSource, query: Readonly<Record<string, string>>): Promise<EndpointReply> {
  const { after, limit } = readRequest(query);
  const from = continueAfter(after, await store.epochs());
  const texts: string[] = [];
  let bytes = 0;
  let last = from;
  for await (const event of eventsAfter(store, from, limit)) {
    const text = eventText(await signRecord(signer, event));
    texts.push(text);
    last = event.globalSeq;
    bytes += Buffer.byteLength(text);
    if (bytes >= PAGE_BYTES) break;
  }
  const head: Head = await store.head();
  return { status: 200, contentType: 'application/json', body: pageText(texts, last < head.seq) };
}

async function* eventsAfter(store: EventStore, after: number, limit: number): AsyncGenerator<Recorded> {
  for (let left = limit, last = after; left > 0;) {
    const asked = Math.min(STEP, left);
    const events = await store.rangeForFeed(last, asked);
    yield* events;
    if (events.length < asked) return;
    left -= asked;
    last = events.at(-1)?.globalSeq ?? last;
  }
}
