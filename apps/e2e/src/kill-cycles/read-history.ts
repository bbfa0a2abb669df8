import type { Json } from '@quench/kernel';
import type { Statements } from '@quench/ports';
import type { History } from '@quench/testing';
import type pg from 'pg';
import type { DoneBy, MillEvent } from './mill.events.js';
import { holds } from './mill.world.js';
import type { Registry } from './registry.js';

const rows = async <Row extends object>(admin: pg.Client, text: string): Promise<readonly Row[]> =>
  (await admin.query<Row>(text)).rows;

interface EventRow {
  readonly position: number;
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly commandId: string;
  readonly request: string | null;
}

interface WorkRow {
  readonly kind: string;
  readonly key: string;
  readonly state: string;
  readonly wanted: number;
  readonly done: number;
  readonly fence: number;
  readonly effect: string;
  readonly reason: string;
}

interface CursorRow {
  readonly consumer: string;
  readonly producer: string;
  readonly seq: number;
}

const EVENT = `SELECT position::int, event_id AS "eventId", stream_id AS stream, version::int, type,
  command_id AS "commandId", data->>'order' AS request FROM mill.event`;
const EVENT_LOG = `SELECT global_seq::int AS "globalSeq", position::int,
  to_char(sequenced_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "sequencedAt" FROM mill.event_log`;
const CURSOR = 'SELECT consumer, producer, seq::int FROM mill.cursor';
const PARKED = 'SELECT consumer, producer, seq::int, reason FROM mill.parked';
const WORK = `SELECT kind, key, state, wanted::int, done::int, fence::int, coalesce(effect_state, 'none') AS effect,
  coalesce(reason, 'no reason') AS reason FROM mill.work`;

/** The raw tables, whatever the adapters would make of them. */
export const readTables = async (admin: pg.Client) => ({
  event: (await rows<EventRow>(admin, EVENT)).map(({ request, ...row }) => ({
    ...row,
    ...(request === null ? {} : { request }),
  })),
  eventLog: await rows<{ globalSeq: number; position: number; sequencedAt: string }>(admin, EVENT_LOG),
  outbox: (await rows<{ at: number }>(admin, 'SELECT position::int AS at FROM mill.outbox')).map(({ at }) => at),
  cursor: await rows<CursorRow>(admin, CURSOR),
  parked: await rows<CursorRow & { readonly reason: string }>(admin, PARKED),
  work: await rows<WorkRow>(admin, WORK),
});

/** A read model's rows by key. */
export async function readRows(admin: pg.Client, table: 'lines' | 'ledger'): Promise<Readonly<Record<string, Json>>> {
  const found = await rows<{ key: string; facts: Json }>(admin, `SELECT key, facts FROM mill.${table}`);
  return Object.fromEntries(found.map(({ key, facts }) => [key, facts]));
}

const PROJECTED = `SELECT key AS "eventId", (facts->>'times')::int AS times, (facts->>'order')::int AS order
  FROM mill.ledger WHERE key <> 'all'`;
const NOTED = `SELECT key AS "eventId", wanted::int AS times FROM mill.work WHERE kind = 'note'`;

/**
 * What the effects of two consumers show: the ledger has a row for each event; the noter wants an item for each event,
 * and would want a second generation of it for the same event.
 */
export async function readEffects(admin: pg.Client) {
  const projected = await rows<{ eventId: string; times: number; order: number }>(admin, PROJECTED);
  const noted = await rows<{ eventId: string; times: number }>(admin, NOTED);
  return [
    ...projected.map((effect) => ({ consumer: 'ledger@1', ...effect })),
    ...noted.map((effect) => ({ consumer: 'noter', ...effect })),
  ];
}

/** Everything that lies outside. */
export async function readPushes(registry: Registry) {
  const targets = await registry.targets();
  const pushes = targets.map(async (target) => (await registry.digests(target)).map((digest) => ({ target, digest })));
  return (await Promise.all(pushes)).flat();
}

type Logged = MillEvent & { readonly seq: number };
type LineFact = History['lines'][number];

const EVENTS = `SELECT global_seq::int AS seq, type, data FROM mill.event JOIN mill.event_log USING (position)`;

/** All events with their numbers. */
export const readEvents = (admin: pg.Client): Promise<readonly Logged[]> => rows<Logged>(admin, EVENTS);

/** What events say about lines and channels, with every signature checked again. */
export async function lineFacts(events: readonly Logged[], statements: Statements): Promise<readonly LineFact[]> {
  const facts: LineFact[] = [];
  // One after the other: a long run has more envelopes than a process may have files open.
  for (const event of events) facts.push(await lineFact(event, statements));
  return facts;
}

async function lineFact({ seq, type, data }: Logged, statements: Statements): Promise<LineFact> {
  const proof = async (envelope: string, service: string, [subject, word]: readonly [string, string]) =>
    (await holds(statements, { envelope, service, subject, word })) ? ('valid' as const) : ('invalid' as const);
  if (type === 'mill.Locked.v1') return { fact: 'locked', ...data, seq };
  if (type === 'mill.Moved.v1') return { fact: 'moved', channel: data.line, ...data, seq };
  if (type === 'mill.Built.v1') {
    const provenance = await proof(data.provenance, 'builder', [data.digest, data.recipe]);
    return { fact: 'built', ...data, provenance, seq };
  }
  const signature = await proof(data.envelope, 'tester', [data.digest, data.verdict]);
  return { fact: 'judged', ...data, signature, seq };
}

/** Completions as the events that only they append tell of them. */
export const eventCompletions = (events: readonly Logged[]): readonly (DoneBy & { readonly source: 'event' })[] =>
  events.flatMap(({ type, data }) => (type === 'mill.Locked.v1' ? [] : [{ ...data.by, source: 'event' as const }]));
