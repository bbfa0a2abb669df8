import type { Prepared } from '../database/index.js';

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

const EVENT = 'e.event_id, e.stream_id, e.version, e.type, e.data, e.command_id, e.meta, e.occurred_at';

/** 1 stream, 2 limit. */
export const READ: Prepared = {
  name: 'read',
  text: `SELECT ${EVENT} FROM event e WHERE stream_id = $1 ORDER BY version LIMIT $2`,
};

/** 1 stream, 2 limit, 3 global_seq. */
export const READ_UP_TO: Prepared = {
  name: 'read-up-to',
  text: `SELECT ${EVENT} FROM event e JOIN event_log l USING (position)
WHERE e.stream_id = $1 AND l.global_seq <= $3 ORDER BY e.version LIMIT $2`,
};

/** 1 after, 2 limit. */
export const RANGE: Prepared = {
  name: 'range',
  text: `SELECT ${EVENT}, l.global_seq, l.sequenced_at,
  (SELECT max(epoch) FROM epoch WHERE first_seq <= l.global_seq) AS epoch
FROM event_log l JOIN event e USING (position) WHERE l.global_seq > $1 ORDER BY l.global_seq LIMIT $2`,
};

export const HEAD: Prepared = {
  name: 'head',
  text: `SELECT (SELECT max(epoch) FROM epoch) AS epoch, (SELECT coalesce(max(global_seq), 0) FROM event_log) AS seq`,
};

export const EPOCHS: Prepared = { name: 'epochs', text: 'SELECT epoch, first_seq FROM epoch ORDER BY epoch' };

/** 1 instant. */
export const SEQ_AT: Prepared = {
  name: 'seq-at',
  text: `SELECT coalesce((
  SELECT global_seq FROM event_log WHERE sequenced_at <= $1 ORDER BY sequenced_at DESC, global_seq DESC LIMIT 1), 0) AS seq`,
};

/** 1 id of the decision's first event, 2 command id. A decision is contiguous in its stream. */
export const DECIDED: Prepared = {
  name: 'decided',
  text: `SELECT ${EVENT} FROM event first JOIN event e
  ON e.stream_id = first.stream_id AND e.version >= first.version AND e.version < first.version + first.decision_size
WHERE first.event_id = $1 AND first.command_id = $2 ORDER BY e.version`,
};

/**
 * 1 batch size. Rows are claimed by deletion, not by a checkpoint, so one that becomes visible late is never skipped.
 * Should two sequencers ever overlap, the key on `global_seq` makes one of them fail.
 */
export const SEQUENCE: Prepared = {
  name: 'sequence',
  text: `WITH taken AS (
  DELETE FROM outbox WHERE position = ANY (ARRAY(SELECT position FROM outbox ORDER BY position LIMIT $1))
  RETURNING position
), last AS (
  SELECT coalesce(max(global_seq), 0) AS seq FROM event_log
), clock AS (
  SELECT greatest(
    date_trunc('milliseconds', clock_timestamp()),
    (SELECT sequenced_at FROM event_log ORDER BY global_seq DESC LIMIT 1)) AS now
)
INSERT INTO event_log (global_seq, position, sequenced_at)
SELECT last.seq + row_number() OVER (ORDER BY taken.position), taken.position, clock.now
FROM taken CROSS JOIN last CROSS JOIN clock
RETURNING global_seq`,
};
