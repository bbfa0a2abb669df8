import { IntegrityFault, Rejection, type Recorded } from '@quench/kernel';
import type { Head } from '@quench/ports';
import type { FeedRecord } from './cloud-event.js';

/** A page of a feed as JSON: CloudEvents in the JSON format, and whether the log goes on behind them. */
export interface FeedPage {
  readonly records: readonly FeedRecord[];
  readonly more: boolean;
}

/** Most events of one answer; a consumer asks again. */
export const MAX_LIMIT = 500;

/** An answer ends after the event that reaches this. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/** The longest text of one event that consumers take; far beyond any of this product. */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/** Longer than any page: one that is nearly full, and the event that ends it. */
export const MAX_ANSWER_BYTES = PAGE_BYTES + MAX_EVENT_BYTES;

const AFTER = /^(\d{1,10})\.(\d{1,16})$/;

/** The text of a place in a query: `<epoch>.<seq>`. */
export const afterOf = ({ epoch, seq }: Head): string => `${String(epoch)}.${String(seq)}`;

/**
 * What a request for a page asks for.
 * @throws Rejection `feed-request-malformed`
 */
export function readRequest(query: Readonly<Record<string, string>>): { readonly after: Head; readonly limit: number } {
  const { after = '', limit = String(MAX_LIMIT) } = query;
  const [, epoch, seq] = AFTER.exec(after) ?? [];
  const place = { epoch: Number(epoch), seq: Number(seq) };
  if (!Number.isSafeInteger(place.epoch) || !Number.isSafeInteger(place.seq)) {
    throw new Rejection('feed-request-malformed', 'after is <epoch>.<number>, as in after=1.4711');
  }
  const wanted = /^\d{1,6}$/.test(limit) ? Number(limit) : 0;
  if (wanted === 0) throw new Rejection('feed-request-malformed', 'limit is a number from 1');
  return { after: place, limit: Math.min(wanted, MAX_LIMIT) };
}

/** The text of one event of a page. */
export const eventText = ({ attributes, data }: FeedRecord): string => JSON.stringify({ ...attributes, data });

/** The text of a page. @param events each as `eventText` writes it */
export const pageText = (events: readonly string[], more: boolean): string =>
  `{"events":[${events.join(',')}],"more":${String(more)}}`;

/**
 * A page from outside; what its records say is still to be verified.
 * @param wanted how many events were asked for: more must not come, since each costs a signature to verify
 * @throws IntegrityFault `feed-page-malformed`
 */
export function readPage(text: string, wanted: number): FeedPage {
  const page = parsed(text);
  const { events, more } = page;
  if (!Array.isArray(events) || typeof more !== 'boolean')
    throw malformed('it has no events, or not whether more follow');
  if (events.length > wanted)
    throw malformed(`it has ${String(events.length)} events, and ${String(wanted)} were asked for`);
  return { records: events.map(recordOf), more };
}

/** @throws IntegrityFault `feed-page-malformed` */
export function readHead(text: string): Head {
  const { epoch, seq } = parsed(text);
  if (isCount(epoch) && isCount(seq)) return { epoch, seq };
  throw malformed('it is no place in a log');
}

/**
 * Refuses events that leave one out: what is not in an answer would never be asked for again.
 * @throws IntegrityFault `feed-page-malformed`
 */
export function checkContiguous(after: Head, events: readonly Recorded[]): void {
  let last: Head = after;
  for (const { epoch, globalSeq: seq } of events) {
    const next = epoch >= last.epoch && seq === last.seq + 1;
    const back = last === after && epoch > after.epoch && seq <= after.seq;
    if (!next && !back) throw malformed(`${afterOf({ epoch, seq })} does not come after ${afterOf(last)}`);
    last = { epoch, seq };
  }
}

function recordOf(event: unknown): FeedRecord {
  if (!isObject(event)) throw malformed('an event is no object');
  const { data, ...attributes } = event;
  const texts = Object.entries(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { attributes: Object.fromEntries(texts), data };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
  if (!isObject(value)) throw malformed('it is no object');
  return value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const malformed = (why: string): IntegrityFault =>
  new IntegrityFault('feed-page-malformed', `The answer of a feed cannot be believed: ${why}`);
