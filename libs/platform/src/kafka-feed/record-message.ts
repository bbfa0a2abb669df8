import { RecordRefused } from '../pull-feed/record-refused.js';
import type { FeedRecord } from '../pull-feed/cloud-event.js';

/** What is handed to the broker. */
export interface OutMessage {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the broker hands out; anybody who may write to the topic may have made it. */
export interface InMessage {
  readonly value: Uint8Array | undefined;
  readonly headers: Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>;
}

/** The largest record that travels by Kafka; larger ones are pulled. */
export const MAX_RECORD_BYTES = 900_000;

const PREFIX = 'ce_';
const CONTENT_TYPE = 'content-type';
/** What a record costs beside its texts; generous. */
const FRAME_BYTES = 100;

/** CloudEvents 1.0 for Kafka, binary mode: the data as value, `datacontenttype` as content-type, the rest as `ce_…`. */
export function messageOf({ attributes, data }: FeedRecord): OutMessage {
  const { datacontenttype = 'application/json', ...rest } = attributes;
  const headers = Object.entries(rest).map(([name, value]) => [PREFIX + name, value] as const);
  return {
    key: attributes['subject'] ?? '',
    value: JSON.stringify(data),
    headers: { [CONTENT_TYPE]: datacontenttype, ...Object.fromEntries(headers) },
  };
}

/**
 * The record in a message, still to be verified.
 * @throws RecordRefused `too-large`, `not-json`, `attribute-malformed`
 */
export function recordIn({ value, headers }: InMessage): FeedRecord {
  const bytes = value?.byteLength ?? 0;
  if (bytes > MAX_RECORD_BYTES) throw new RecordRefused('too-large', `${String(bytes)} bytes`);
  const attributes: Record<string, string> = {};
  for (const [header, of] of Object.entries(headers)) {
    const name = header === CONTENT_TYPE ? 'datacontenttype' : header.slice(PREFIX.length);
    if (header !== CONTENT_TYPE && !header.startsWith(PREFIX)) continue;
    // A header may come several times, and then two readers may take another one each.
    if (typeof of !== 'string' && !(of instanceof Uint8Array)) throw new RecordRefused('attribute-malformed', name);
    attributes[name] = Buffer.from(of).toString('utf8');
  }
  return { attributes, data: parsed(value) };
}

function parsed(value: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(value ?? []).toString('utf8'));
  } catch (fault) {
    throw new RecordRefused('not-json', String(fault));
  }
}

/** How many bytes a message is at most on its way. */
export function bytesOf({ key, value, headers }: OutMessage): number {
  const texts = [key, value, ...Object.entries(headers).flat()];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 5, FRAME_BYTES);
}

/**
 * Messages in runs that a broker takes at once, in order: its limit is for all records of a request together. Messages
 * that are too large for any come apart.
 */
export function slices(messages: readonly OutMessage[]): {
  readonly runs: readonly (readonly OutMessage[])[];
  readonly tooLarge: readonly OutMessage[];
} {
  const runs: OutMessage[][] = [];
  const tooLarge: OutMessage[] = [];
  let room = 0;
  for (const message of messages) {
    const bytes = bytesOf(message);
    if (bytes > MAX_RECORD_BYTES) {
      tooLarge.push(message);
      continue;
    }
    if (bytes > room) {
      runs.push([]);
      room = MAX_RECORD_BYTES;
    }
    runs.at(-1)?.push(message);
    room -= bytes;
  }
  return { runs, tooLarge };
}
