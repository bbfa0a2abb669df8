import type pg from 'pg';
import { sqlState, withClient, withClientOf, type Database } from '../database/index.js';
import { failpoint } from '../failpoints/index.js';
import { LANES, type GroupWriter } from './append-groups.js';
import { APPEND, APPEND_GROUP, APPEND_GUARDED, GROUP_SETTINGS } from './append.sql.js';
import type { Draft } from './draft.js';

const DEADLOCK = '40P01';
const UNIQUE = '23505';

/** Other streams by the versions that they must be at. */
export type Guards = ReadonlyMap<string, number>;

const UNGUARDED: Guards = new Map();

/** Appends outside a transaction. */
export class PgAppender implements GroupWriter {
  constructor(private readonly database: Database) {}

  async alone(draft: Draft, guards = UNGUARDED): Promise<boolean> {
    failpoint('before-append');
    try {
      const written = await withClient(this.database, (client) => insert(client, draft, guards));
      failpoint('after-commit', 'append');
      return written;
    } catch (error) {
      const state = sqlState(error);
      // Guards lock several streams: the loser of a circle has lost a race like any other.
      if (state === DEADLOCK || state === UNIQUE) return false;
      throw error;
    }
  }

  async together(group: readonly Draft[]): Promise<readonly boolean[] | undefined> {
    failpoint('before-append');
    try {
      const pool = this.database.ownPool('append-group', LANES, GROUP_SETTINGS);
      const moved = await withClientOf(pool, (client) => insertGroup(client, group));
      failpoint('after-commit', 'append');
      return group.map(({ stream }) => moved.has(stream));
    } catch (error) {
      // A server that says what is wrong has kept nothing of the statement; a broken connection says nothing.
      if (sqlState(error) !== undefined) return undefined;
      throw error;
    }
  }
}

/** In one statement. Whether the stream, and the guarded ones, were at their versions. */
export async function insert(client: pg.PoolClient, draft: Draft, guards: Guards): Promise<boolean> {
  const { stream, expectedVersion, lines, commandId, meta, occurredAt } = draft;
  const values = [
    stream,
    expectedVersion,
    lines.map(({ id }) => id),
    lines.map(({ type }) => type),
    lines.map(({ data }) => data),
    commandId,
    meta,
    occurredAt,
  ];
  const guarded = [[...guards.keys()], [...guards.values()]];
  const statement = guards.size === 0 ? { ...APPEND, values } : { ...APPEND_GUARDED, values: [...values, ...guarded] };
  return (await client.query(statement)).rowCount === lines.length;
}

/** The streams that were at their versions, and have moved. */
async function insertGroup(client: pg.PoolClient, group: readonly Draft[]): Promise<ReadonlySet<string>> {
  const lines = group.flatMap((draft) =>
    draft.lines.map((line, index) => ({ ...line, stream: draft.stream, place: index + 1 })),
  );
  const values = [
    group.map(({ stream }) => stream),
    group.map(({ expectedVersion }) => expectedVersion),
    group.map((draft) => draft.lines.length),
    group.map((draft) => draft.lines[0]?.id),
    group.map(({ commandId }) => commandId),
    group.map(({ meta }) => meta),
    group.map(({ occurredAt }) => occurredAt),
    lines.map(({ stream }) => stream),
    lines.map(({ place }) => place),
    lines.map(({ id }) => id),
    lines.map(({ type }) => type),
    lines.map(({ data }) => data),
  ];
  const { rows } = await client.query<{ readonly stream_id: string }>({ ...APPEND_GROUP, values });
  return new Set(rows.map((row) => row.stream_id));
}
