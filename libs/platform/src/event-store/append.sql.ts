import type { Prepared } from '../database/index.js';
import { PATIENCE_MS } from './append-groups.js';

/**
 * Parameters: 1 stream, 2 expected version, 3 event ids, 4 types, 5 data, 6 command id, 7 meta, 8 occurred at.
 * The insert reads from `moved`, so that positions are drawn after the row lock on the stream: whenever version n+1 is
 * visible, version n is visible too and has the smaller position, or is sequenced already. A stream row of version 0 is
 * left behind by a guard on a stream that had not begun.
 */
const append = (condition: string): string => `
created AS (
  INSERT INTO stream (stream_id, version)
  SELECT $1, cardinality($3::uuid[])
  WHERE $2::bigint = 0 AND NOT EXISTS (SELECT FROM event WHERE event_id = ($3::uuid[])[1]) ${condition}
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version WHERE stream.version = 0
  RETURNING stream_id
), advanced AS (
  UPDATE stream SET version = version + cardinality($3::uuid[])
  WHERE $2::bigint > 0 AND stream_id = $1 AND version = $2
    AND NOT EXISTS (SELECT FROM event WHERE event_id = ($3::uuid[])[1]) ${condition}
  RETURNING stream_id
), moved AS (
  SELECT stream_id FROM created UNION ALL SELECT stream_id FROM advanced
), inserted AS (
  INSERT INTO event (event_id, stream_id, version, type, data, command_id, decision_size, meta, occurred_at)
  SELECT i.event_id, moved.stream_id, $2 + i.n, i.type, i.data, $6, cardinality($3::uuid[]), $7, $8
  FROM moved CROSS JOIN unnest($3::uuid[], $4::text[], $5::json[]) WITH ORDINALITY AS i(event_id, type, data, n)
  ORDER BY i.n
  RETURNING position
)
INSERT INTO outbox (position) SELECT position FROM inserted`;

export const APPEND: Prepared = { name: 'append', text: `WITH ${append('')}` };

/**
 * The same while the streams 9 are at the versions 10. A stream that has not begun is held by inserting its row:
 * whoever wants to begin it waits for this transaction.
 */
export const APPEND_GUARDED: Prepared = {
  name: 'append-guarded',
  text: `WITH guard AS MATERIALIZED (
  SELECT * FROM unnest($9::text[], $10::bigint[]) AS g(stream_id, version)
), begun AS (
  INSERT INTO stream (stream_id, version)
  SELECT stream_id, 0 FROM guard WHERE version = 0 ORDER BY stream_id
  ON CONFLICT DO NOTHING RETURNING stream_id
), locked AS MATERIALIZED (
  SELECT stream.stream_id FROM stream JOIN guard USING (stream_id)
  WHERE stream.version = guard.version ORDER BY stream.stream_id FOR SHARE OF stream
), held AS MATERIALIZED (
  SELECT (SELECT count(*) FROM begun) + (SELECT count(*) FROM locked) = cardinality($9::text[]) AS all_held
), ${append('AND (SELECT all_held FROM held)')}`,
};

/**
 * Several appends, each to another stream and on its own condition. An item for each append: 1 stream, 2 expected
 * version, 3 size, 4 id of its first event, 5 command id, 6 meta, 7 occurred at; an item for each event: 8 stream, 9 its
 * place in the append from 1, 10 id, 11 type, 12 data. Answers the streams that moved.
 */
export const APPEND_GROUP: Prepared = {
  name: 'append-group',
  text: `WITH wanted AS MATERIALIZED (
  SELECT w.* FROM unnest($1::text[], $2::bigint[], $3::int[], $4::uuid[], $5::uuid[], $6::json[], $7::timestamptz[])
    AS w(stream_id, expected, size, first_id, command_id, meta, occurred_at)
  WHERE NOT EXISTS (SELECT FROM event WHERE event_id = w.first_id)
  ORDER BY w.stream_id
), created AS (
  INSERT INTO stream (stream_id, version)
  SELECT stream_id, size FROM wanted WHERE expected = 0
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version WHERE stream.version = 0
  RETURNING stream_id
), advanced AS (
  UPDATE stream SET version = stream.version + w.size
  FROM wanted w WHERE w.expected > 0 AND stream.stream_id = w.stream_id AND stream.version = w.expected
  RETURNING stream.stream_id
), moved AS (
  SELECT stream_id FROM created UNION ALL SELECT stream_id FROM advanced
), inserted AS (
  INSERT INTO event (event_id, stream_id, version, type, data, command_id, decision_size, meta, occurred_at)
  SELECT i.event_id, w.stream_id, w.expected + i.place, i.type, i.data, w.command_id, w.size, w.meta, w.occurred_at
  FROM moved JOIN wanted w USING (stream_id)
  JOIN unnest($8::text[], $9::int[], $10::uuid[], $11::text[], $12::json[]) WITH ORDINALITY
    AS i(stream_id, place, event_id, type, data, n) USING (stream_id)
  ORDER BY i.n
  RETURNING position
), queued AS (
  INSERT INTO outbox (position) SELECT position FROM inserted
)
SELECT stream_id FROM moved`,
};

/**
 * For the session of {@link APPEND_GROUP}. A stream that somebody holds must not hold up the others. The plan is made
 * once, perhaps over empty tables, and must still be right when they are large: by index, row after row.
 */
export const GROUP_SETTINGS = {
  lock_timeout: `${String(PATIENCE_MS)}ms`,
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
} as const;
