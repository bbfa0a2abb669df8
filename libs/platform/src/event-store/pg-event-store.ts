import { contracts as quenchContracts, type Contracts } from '@quench/contracts';
import { eventId, IntegrityFault, Rejection, type Appended, type EventLike, type Recorded } from '@quench/kernel';
import { envelop, EventStore, VersionConflict, type Append, type Epoch, type Head, type Tx } from '@quench/ports';
import type { Stream } from '@quench/ports';
import type pg from 'pg';
import { databaseFault, inTx, withClient, type Database, type Prepared } from '../database/index.js';
import { AppendGroups } from './append-groups.js';
import { draftOf } from './draft.js';
import { appended, recorded, recordedForFeed, type EventRow, type LoggedRow } from './event-row.js';
import * as sql from './event-store.sql.js';
import { insert, PgAppender, type Guards } from './pg-appender.js';

export interface EventStoreOptions {
  /** The service and its version, written into every envelope: `builder/0.1.0`. */
  readonly producer: string;
  /** Called after an append is committed: wakes the sequencer of this process. */
  readonly wake?: () => void;
  readonly contracts?: Contracts;
}

/** A decision on a stream this long would load all of it: a sign of a wrong stream key. */
const MAX_STREAM = 100_000;
/** So many streams are read with one statement. */
const STREAMS_AT_ONCE = 100;

/** One service's events in its schema. */
export class PgEventStore extends EventStore {
  private readonly contracts: Contracts;
  private readonly appender: PgAppender;
  private readonly groups: AppendGroups;

  constructor(
    private readonly database: Database,
    private readonly options: EventStoreOptions,
  ) {
    super();
    this.appender = new PgAppender(database);
    this.groups = new AppendGroups(this.appender);
    this.contracts = options.contracts ?? quenchContracts;
  }

  override async read<Event extends EventLike>(
    stream: string,
    { upTo, tx }: { readonly upTo?: number; readonly tx?: Tx | undefined } = {},
  ): Promise<Stream<Event>> {
    const rows =
      upTo === undefined
        ? await this.rows<EventRow>(sql.READ, [stream, MAX_STREAM + 1], tx)
        : await this.rows<EventRow>(sql.READ_UP_TO, [stream, MAX_STREAM + 1, upTo], tx);
    return this.streamOf<Event>(stream, rows);
  }

  override async readMany<Event extends EventLike>(
    streams: readonly string[],
    { tx }: { readonly tx?: Tx | undefined } = {},
  ): Promise<ReadonlyMap<string, Stream<Event>>> {
    const found = new Map<string, Stream<Event>>();
    for (let at = 0; at < streams.length; at += STREAMS_AT_ONCE) {
      const asked = [...new Set(streams.slice(at, at + STREAMS_AT_ONCE))];
      const rows = await this.rows<EventRow>(sql.READ_MANY, [asked, MAX_STREAM + 1], tx);
      const byStream = Map.groupBy(rows, (row) => row.stream_id);
      for (const stream of asked) found.set(stream, this.streamOf<Event>(stream, byStream.get(stream) ?? []));
    }
    return found;
  }

  private streamOf<Event extends EventLike>(stream: string, rows: readonly EventRow[]): Stream<Event> {
    if (rows.length > MAX_STREAM) {
      throw new IntegrityFault('stream-too-long', `${stream} has more than ${String(MAX_STREAM)} events`);
    }
    const events = rows.map((row) => appended(row, this.contracts)) as unknown as readonly Appended<Event>[];
    return { events, version: rows.length };
  }

  override async range(after: number, limit: number): Promise<readonly Recorded[]> {
    const rows = await this.rows<LoggedRow>(sql.RANGE, [after, limit]);
    return rows.map((row) => recorded(row, this.contracts));
  }

  override async rangeForFeed(after: number, limit: number): Promise<readonly Recorded[]> {
    const rows = await this.rows<LoggedRow>(sql.RANGE_FOR_FEED, [after, limit]);
    return rows.map((row) => recordedForFeed(row, this.contracts));
  }

  override async head(): Promise<Head> {
    const [row] = await this.rows<{ readonly epoch: number; readonly seq: string }>(sql.HEAD, []);
    return { epoch: row?.epoch ?? 1, seq: Number(row?.seq ?? 0) };
  }

  override async epochs(): Promise<readonly Epoch[]> {
    const rows = await this.rows<{ readonly epoch: number; readonly first_seq: string }>(sql.EPOCHS, []);
    return rows.map((row) => ({ epoch: row.epoch, firstSeq: Number(row.first_seq) }));
  }

  override async seqAt(at: string): Promise<number> {
    const [row] = await this.rows<{ readonly seq: string }>(sql.SEQ_AT, [at]);
    return Number(row?.seq ?? 0);
  }

  override async append(request: Append, tx?: Tx): Promise<readonly Appended[]> {
    const events = envelop(request, this.options.producer, this.contracts);
    if (!(await this.write(request, events, tx))) return this.explain(request, tx);
    const { wake } = this.options;
    if (tx !== undefined && wake !== undefined) inTx(tx).afterCommit(wake);
    else wake?.();
    return events;
  }

  private async write(request: Append, events: readonly Appended[], tx: Tx | undefined): Promise<boolean> {
    const [first] = events;
    const guards = otherStreams(request);
    if (first === undefined || guards === undefined) return false;
    const draft = draftOf(request, first, events);
    if (tx !== undefined) return insert(inTx(tx).client, draft, guards);
    return guards.size === 0 ? this.groups.append(draft) : this.appender.alone(draft, guards);
  }

  /** Nothing was written: the command was decided earlier, or somebody else moved a stream. */
  private async explain({ stream, expectedVersion, context }: Append, tx?: Tx): Promise<readonly Appended[]> {
    const earlier = await this.decided(context.commandId, tx);
    const [first] = earlier;
    if (first === undefined) throw new VersionConflict(stream, expectedVersion);
    if (first.stream === stream) return earlier;
    throw new Rejection(
      'command-id-reused',
      `Command ${context.commandId} was decided on ${first.stream}; derive another id for ${stream}`,
    );
  }

  /** What the command decided, in order; empty if it was not decided or decided nothing. */
  private async decided(commandId: string, tx: Tx | undefined): Promise<readonly Appended[]> {
    const rows = await this.rows<EventRow>(sql.DECIDED, [eventId(commandId, 0), commandId], tx);
    return rows.map((row) => appended(row, this.contracts));
  }

  private async rows<Row extends pg.QueryResultRow>(
    statement: Prepared,
    values: readonly unknown[],
    tx?: Tx,
  ): Promise<readonly Row[]> {
    const query = (client: pg.PoolClient) => client.query<Row>({ ...statement, values: [...values] });
    try {
      const { rows } = tx === undefined ? await withClient(this.database, query) : await query(inTx(tx).client);
      return rows;
    } catch (error) {
      throw databaseFault(error);
    }
  }
}

/** The guards by stream, without the appended one; undefined when they contradict each other or the request. */
function otherStreams({ stream, expectedVersion, guards = [] }: Append): Guards | undefined {
  const versions = new Map([[stream, expectedVersion]]);
  for (const guard of guards) {
    if ((versions.get(guard.stream) ?? guard.version) !== guard.version) return undefined;
    versions.set(guard.stream, guard.version);
  }
  versions.delete(stream);
  return versions;
}
