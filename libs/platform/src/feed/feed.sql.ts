import type { Prepared } from '../database/index.js';

/** 1 consumer, 2 producer. */
export const CURSOR: Prepared = {
  name: 'cursor',
  text: 'SELECT epoch, seq FROM cursor WHERE consumer = $1 AND producer = $2',
};

export const CURSORS: Prepared = {
  name: 'cursors',
  text: 'SELECT consumer, producer, epoch, seq FROM cursor ORDER BY consumer, producer',
};

/** 1 consumer, 2 producer. */
export const BEGIN_CURSOR: Prepared = {
  name: 'begin-cursor',
  text: `INSERT INTO cursor (consumer, producer, epoch, seq) VALUES ($1, $2, 1, 0)
ON CONFLICT (consumer, producer) DO NOTHING`,
};

/** 1 consumer, 2 producer, 3 from epoch, 4 from seq, 5 to epoch, 6 to seq. */
export const MOVE_CURSOR: Prepared = {
  name: 'move-cursor',
  text: `UPDATE cursor SET epoch = $5, seq = $6, moved_at = clock_timestamp()
WHERE consumer = $1 AND producer = $2
  AND (epoch, seq) = ($3::int, $4::bigint)`,
};

/** 1 name of a projection. Held until the transaction ends. */
export const LOCK_VERSIONS: Prepared = {
  name: 'lock-versions',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('quench/versions/' || current_schema() || '/' || $1, 0))`,
};

/** 1 name of a projection. A statement of its own: it must see what the last holder of the lock did. */
export const CURSORS_OF_VERSIONS: Prepared = {
  name: 'cursors-of-versions',
  text: `SELECT consumer, producer, epoch, seq FROM cursor WHERE starts_with(consumer, $1 || '@') ORDER BY consumer, producer`,
};

/** 1 consumer, 2 producer. */
export const DROP_CURSOR: Prepared = {
  name: 'drop-cursor',
  text: 'DELETE FROM cursor WHERE consumer = $1 AND producer = $2',
};

/** 1 consumer, 2 producer, 3 key. */
export const IS_PARKED: Prepared = {
  name: 'is-parked',
  text: 'SELECT EXISTS (SELECT FROM parked WHERE consumer = $1 AND producer = $2 AND key = $3) AS parked',
};

/** 1 consumer, 2 producer, 3 key, 4 epoch, 5 seq, 6 reason, 7 attempts, 8 since when, null for now. Parking again says why it failed again. */
export const PARK: Prepared = {
  name: 'park',
  text: `INSERT INTO parked (consumer, producer, key, epoch, seq, reason, attempts, parked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8, clock_timestamp()))
ON CONFLICT (consumer, producer, epoch, seq) DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts`,
};

const PARKED = 'consumer, producer, key, epoch, seq, reason, attempts, parked_at';

/** 1 limit. */
export const LIST_PARKED: Prepared = {
  name: 'list-parked',
  text: `SELECT ${PARKED} FROM parked ORDER BY parked_at, consumer, producer, epoch, seq LIMIT $1`,
};

export const COUNT_PARKED: Prepared = {
  name: 'count-parked',
  text: `SELECT consumer, producer, count(*)::int AS events, min(parked_at) AS since FROM parked
GROUP BY consumer, producer ORDER BY consumer, producer`,
};

/** 1 consumer, 2 producer, 3 the key before, 4 limit. */
export const FIRST_PARKED: Prepared = {
  name: 'first-parked',
  text: `SELECT DISTINCT ON (key) ${PARKED} FROM parked WHERE consumer = $1 AND producer = $2 AND key > $3
ORDER BY key, epoch, seq LIMIT $4`,
};

/** 1 consumer, 2 producer, 3 key, 4 limit. */
export const PARKED_OF_KEY: Prepared = {
  name: 'parked-of-key',
  text: `SELECT ${PARKED} FROM parked WHERE consumer = $1 AND producer = $2 AND key = $3 ORDER BY epoch, seq LIMIT $4`,
};

/** 1 consumer, 2 producer, 3 epoch, 4 seq. */
export const RELEASE: Prepared = {
  name: 'release',
  text: 'DELETE FROM parked WHERE consumer = $1 AND producer = $2 AND epoch = $3 AND seq = $4',
};

/** 1 consumer, 2 producer. */
export const DROP_PARKED: Prepared = {
  name: 'drop-parked',
  text: 'DELETE FROM parked WHERE consumer = $1 AND producer = $2',
};
