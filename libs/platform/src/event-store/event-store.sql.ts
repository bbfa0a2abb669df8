import { RANGE_BYTES } from '@quench/ports';
import type { Prepared } from '../database/index.js';

const EVENT = 'e.event_id, e.stream_id, e.version, e.type, e.data, e.command_id, e.meta, e.occurred_at';

/** 1 stream, 2 limit. */
export const READ: Prepared = {
  name: 'read',
  text: `SELECT ${EVENT} FROM event e WHERE stream_id = $1 ORDER BY version LIMIT $2`,
};

/** 1 streams, 2 limit of each. */
export const READ_MANY: Prepared = {
  name: 'read-many',
  text: `SELECT ${EVENT} FROM unnest($1::text[]) AS asked(stream),
  LATERAL (SELECT * FROM event WHERE stream_id = asked.stream ORDER BY version LIMIT $2) AS e
ORDER BY e.stream_id, e.version`,
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

/** 1 after, 2 limit. As `RANGE`, up to the event whose data reaches `RANGE_BYTES`. */
export const RANGE_FOR_FEED: Prepared = {
  name: 'range-for-feed',
  text: `SELECT ${EVENT}, e.global_seq, e.sequenced_at,
  (SELECT max(epoch) FROM epoch WHERE first_seq <= e.global_seq) AS epoch
FROM (
  SELECT page.*, coalesce(sum(octet_length(page.data::text))
    OVER (ORDER BY page.global_seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
  FROM (
    SELECT e.*, l.global_seq, l.sequenced_at
    FROM event_log l JOIN event e USING (position) WHERE l.global_seq > $1 ORDER BY l.global_seq LIMIT $2) AS page
) AS e WHERE e.bytes_before < ${String(RANGE_BYTES)} ORDER BY e.global_seq`,
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
