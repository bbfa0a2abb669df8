import { PERSON_PRIORITY, type Actor, type Recorded } from '@quench/kernel';
import type { Head } from '@quench/ports';
import { placeOf } from '../runtime/place.js';
import { RecordRefused } from './record-refused.js';

/**
 * Context attributes of a CloudEvent 1.0 by name. All are strings, so that every transport carries them alike: Kafka as
 * `ce_…` headers, the pull as members of a JSON event.
 */
export type Attributes = Readonly<Record<string, string>>;

/** One event of a feed as it travels. */
export interface FeedRecord {
  readonly attributes: Attributes;
  /** Plain JSON, parsed. */
  readonly data: unknown;
}

const SEQUENCE = /^(\d{10})\.(\d{16})$/;
const VERSION = /^[1-9]\d{0,14}$/;
const ACTOR_KINDS: readonly Actor['kind'][] = ['service', 'person'];

/** The `source` of a service's events. */
export const sourceOf = (service: string): string => `/quench/${service}`;

/** The attributes of an event, all that its envelope says; without a signature. */
export function attributesOf(service: string, event: Recorded): Attributes {
  return {
    specversion: '1.0',
    id: event.id,
    type: event.type,
    source: sourceOf(service),
    subject: event.stream,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    sequence: sequenceOf(placeOf(event)),
    recordedtime: event.sequencedAt,
    streamversion: String(event.version),
    commandid: event.commandId,
    correlationid: event.correlationId,
    actorkind: event.actor.kind,
    actorid: event.actor.id,
    actorauth: event.actor.authenticatedBy,
    producer: event.producer,
    ...(event.causes.length === 0 ? {} : { causes: event.causes.join(' ') }),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    ...(event.priority === undefined ? {} : { priority: String(event.priority) }),
  };
}

/**
 * The event that a record says it is. Nothing of it is to be believed before its signature was checked.
 * @throws RecordRefused `attribute-missing`, `attribute-malformed`, `source-other`
 */
export function recordedOf(service: string, { attributes, data }: FeedRecord): Recorded {
  const text = (name: string): string => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value === undefined || value === '') throw new RecordRefused('attribute-missing', name);
    return value;
  };
  if (text('specversion') !== '1.0') throw new RecordRefused('attribute-malformed', 'specversion');
  if (text('source') !== sourceOf(service)) throw new RecordRefused('source-other', text('source'));
  const { epoch, seq } = placeIn(text('sequence'));
  return {
    id: text('id'),
    stream: text('subject'),
    version: versionOf(text('streamversion')),
    occurredAt: instantOf('time', text('time')),
    commandId: text('commandid'),
    causes: attributes['causes'] === undefined ? [] : text('causes').split(' '),
    correlationId: text('correlationid'),
    actor: { kind: actorKindOf(text('actorkind')), id: text('actorid'), authenticatedBy: text('actorauth') },
    producer: text('producer'),
    ...(attributes['traceparent'] === undefined ? {} : { traceparent: text('traceparent') }),
    ...(attributes['priority'] === undefined ? {} : { priority: priorityOf(text('priority')) }),
    epoch,
    globalSeq: seq,
    sequencedAt: instantOf('recordedtime', text('recordedtime')),
    type: text('type'),
    data,
  };
}

/** A place as text whose order is that of the log: `<epoch>.<seq>`, both of a fixed width. */
export const sequenceOf = ({ epoch, seq }: Head): string =>
  `${String(epoch).padStart(10, '0')}.${String(seq).padStart(16, '0')}`;

function placeIn(sequence: string): Head {
  const [, epoch, seq] = SEQUENCE.exec(sequence) ?? [];
  const place = { epoch: Number(epoch), seq: Number(seq) };
  if (Number.isSafeInteger(place.epoch) && Number.isSafeInteger(place.seq)) return place;
  throw new RecordRefused('attribute-malformed', 'sequence');
}

function instantOf(name: string, text: string): string {
  if (!Number.isNaN(Date.parse(text))) return text;
  throw new RecordRefused('attribute-malformed', name);
}

function versionOf(text: string): number {
  if (!VERSION.test(text)) throw new RecordRefused('attribute-malformed', 'streamversion');
  return Number(text);
}

function priorityOf(text: string): number {
  const priority = VERSION.test(text) ? Number(text) : 0;
  if (priority >= 1 && priority <= PERSON_PRIORITY) return priority;
  throw new RecordRefused('attribute-malformed', 'priority');
}

function actorKindOf(text: string): Actor['kind'] {
  const kind = ACTOR_KINDS.find((known) => known === text);
  if (kind === undefined) throw new RecordRefused('attribute-malformed', 'actorkind');
  return kind;
}
