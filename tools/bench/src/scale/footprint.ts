import type pg from 'pg';

/** What a database has done since it was made. */
export interface Footprint {
  readonly transactions: number;
  readonly walBytes: number;
  /** Of the builder. */
  readonly events: number;
}

const FOOTPRINT = `SELECT
  (SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database())::int AS transactions,
  pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS "walBytes",
  (SELECT coalesce(max(global_seq), 0) FROM builder.event_log)::int AS events`;

/** Sessions say up to 10 s late what they did. */
export const FOOTPRINT_LATE_MS = 11_000;

/** As of now. */
export async function footprint(admin: pg.Client): Promise<Footprint> {
  const { rows } = await admin.query<Footprint>(FOOTPRINT);
  return rows[0] ?? { transactions: 0, walBytes: 0, events: 0 };
}

/** What came between two looks. */
export const between = (before: Footprint, after: Footprint): Footprint => ({
  transactions: after.transactions - before.transactions,
  walBytes: after.walBytes - before.walBytes,
  events: after.events - before.events,
});
