import { contracts as quenchContracts, type Contracts } from '@quench/contracts';
import { eventId, IntegrityFault, Rejection, type Appended, type EventLike, type Recorded } from '@quench/kernel';
import { envelop, EventStore, VersionConflict, type Append, type Epoch, type Head, type Tx } from '@quench/ports';
import type { Stream } from '@quench/ports';
import type pg from 'pg';
import { databaseFault, inTx, sqlState, withClient, type Database, type Prepared } from '../database/index.js';
import { failpoint } from '../failpoints/index.js';
import { appended, recorded, recordedForFeed, type EventRow, type LoggedRow, type Meta } from './event-row.js';
import * as sql from './event-store.sql.js';

export interface EventStoreOptions {
  /** The service and its version, written into every envelope: `builder/0.1.0`. */
  readonly producer: string;
  /** Called after an append is committed: wakes the sequencer of this process. */
  readonly wake?: () => void;
  readonly contracts?: Contracts;
}

/** A decision on a stream this long would load all of it: a sign of a wrong stream key. */
const MAX_STREAM = 100_000;
const DEADLOCK = '40P01';
const UNIQUE = '23505';

/** One service's events in its schema. */
export class PgEventStore extends EventStore {
  private readonly contracts: Contracts;

  constructor(
    private readonly database: Database,
    private readonly options: EventStoreOptions,
  ) {
    super();
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
    const rows = await this.rows<LoggedRow>(sql.RANGE, [after, limit]);
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

  override async decided(commandId: string, tx?: Tx): Promise<readonly Appended[]> {
    const rows = await this.rows<EventRow>(sql.DECIDED, [eventId(commandId, 0), commandId], tx);
    return rows.map((row) => appended(row, this.contracts));
  }

  override async append(request: Append, tx?: Tx): Promise<readonly Appended[]> {
    const events = envelop(request, this.options.producer, this.contracts);
    const written =
      tx === undefined ? await this.appendAlone(request, events) : await insert(inTx(tx).client, request, events);
    if (!written) return this.explain(request, tx);
    const { wake } = this.options;
    if (tx !== undefined && wake !== undefined) inTx(tx).afterCommit(wake);
    else wake?.();
    return events;
  }

  private async appendAlone(request: Append, events: readonly Appended[]): Promise<boolean> {
    failpoint('before-append');
    try {
      const written = await withClient(this.database, (client) => insert(client, request, events));
      failpoint('after-commit', 'append');
      return written;
    } catch (error) {
      const state = sqlState(error);
      // Guards lock several streams: the loser of a circle has lost a race like any other.
      if (state === DEADLOCK || state === UNIQUE) return false;
      throw error;
    }
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

async function insert(client: pg.PoolClient, request: Append, events: readonly Appended[]): Promise<boolean> {
  const { stream, expectedVersion, context } = request;
  const [first] = events;
  const guards = otherStreams(request);
  if (first === undefined || guards === undefined) return false;
  const { causes, correlationId, actor, producer, traceparent } = first;
  const meta: Meta = { causes, correlationId, actor, producer, ...(traceparent === undefined ? {} : { traceparent }) };
  const values = [
    stream,
    expectedVersion,
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => JSON.stringify(data)),
    context.commandId,
    JSON.stringify(meta),
    first.occurredAt,
  ];
  const guarded = [[...guards.keys()], [...guards.values()]];
  const statement =
    guards.size === 0 ? { ...sql.APPEND, values } : { ...sql.APPEND_GUARDED, values: [...values, ...guarded] };
  return (await client.query(statement)).rowCount === events.length;
}

/** The guards by stream, without the appended one; undefined when they contradict each other or the request. */
function otherStreams({ stream, expectedVersion, guards = [] }: Append): ReadonlyMap<string, number> | undefined {
  const versions = new Map([[stream, expectedVersion]]);
  for (const guard of guards) {
    if ((versions.get(guard.stream) ?? guard.version) !== guard.version) return undefined;
    versions.set(guard.stream, guard.version);
  }
  versions.delete(stream);
  return versions;
}
