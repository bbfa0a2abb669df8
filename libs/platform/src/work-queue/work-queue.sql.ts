import { PERSON_PRIORITY } from '@quench/kernel';
import { OTHERS_FIRST_MS } from '@quench/ports';

/**
 * The statements of the work queue, prepared once per connection. Only database time is used: the clocks of two
 * workers need not agree.
 */

const HELD = `kind = $1 AND key = $2 AND fence = $3 AND state = 'running'`;
const DUE = `(state = 'queued' AND NOT held AND not_before <= clock_timestamp()
  OR state = 'running' AND lease_until < clock_timestamp())`;
const inMs = (parameter: string): string => `clock_timestamp() + ${parameter}::float8 * interval '1 ms'`;
/** An item that waits keeps the name of who left it to others: they have so much longer a turn at it than the leaver. */
const OTHERS_FIRST = `interval '${String(OTHERS_FIRST_MS)} ms'`;
const othersFirst = (worker: string): string => `CASE WHEN worker = ${worker} THEN ${OTHERS_FIRST} ELSE '0' END`;

/** A generation was begun and is neither done nor given up for a newer one. */
const IN_PROGRESS = 'w.working > w.done';
/** Whether any of the causes is new to the item. */
const NEWS = 'NOT excluded.causes <@ (w.causes || w.later)';
/** A waiting wish is only made more urgent; otherwise the new wish says when and how urgently. */
const WAITS = `(w.state = 'queued' OR w.state = 'running' AND w.wanted > w.working)`;
/** What is worked is no less urgent either, until it is done: it may be tried again. */
const OPEN = `w.state IN ('queued', 'running')`;

/** The rank that was served last, of a kind and a priority: it never goes back, though what failed keeps an old one. */
const served = (kind: string, priority: string): string => `coalesce((SELECT served FROM work
  WHERE kind = ${kind} AND priority = ${priority} AND turn > 0 ORDER BY turn DESC LIMIT 1), 0)`;

/**
 * $1 kinds, $2 keys, $3 priorities, $4 fair keys, $5 instants or null, $6 causes as JSON, $7 correlation ids (arrays of
 * equal length, no item twice). In the order of keys, so that two transactions cannot lock crosswise.
 * Ranks as in start-time fair queueing: an item comes after those that wait for its fair key, and after what is served
 * now, however much others want. So a claim has only to take the lowest rank.
 */
const enqueue = `
INSERT INTO work AS w
  (kind, key, state, priority, fair_key, not_before, enqueued_at, wanted, causes, correlation_id, rank)
SELECT i.kind, i.key, 'queued', i.priority, i.fair_key, coalesce(i.not_before, clock_timestamp()), clock_timestamp(),
       1, ARRAY(SELECT json_array_elements_text(i.causes)), i.correlation_id,
       greatest(${served('i.kind', 'i.priority')}, coalesce((SELECT max(rank) FROM work
         WHERE kind = i.kind AND fair_key = i.fair_key AND state = 'queued'), 0))
         + row_number() OVER (PARTITION BY i.kind, i.fair_key ORDER BY i.n)
FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::json[], $7::text[]) WITH ORDINALITY
     AS i(kind, key, priority, fair_key, not_before, causes, correlation_id, n)
ORDER BY i.kind, i.key
ON CONFLICT (kind, key) DO UPDATE SET
  wanted = w.wanted + CASE WHEN w.state <> 'queued' OR NOT ${IN_PROGRESS} OR ${NEWS} THEN 1 ELSE 0 END,
  state = CASE WHEN w.state = 'running' THEN 'running' ELSE 'queued' END,
  fresh = w.fresh OR ${NEWS},
  held = w.held AND NOT ${NEWS} AND excluded.priority <= w.priority,
  fair_key = excluded.fair_key,
  priority = CASE WHEN ${OPEN} THEN greatest(w.priority, excluded.priority) ELSE excluded.priority END,
  not_before = CASE WHEN ${WAITS} THEN least(w.not_before, excluded.not_before) ELSE excluded.not_before END,
  enqueued_at = CASE WHEN ${WAITS} THEN w.enqueued_at ELSE excluded.enqueued_at END,
  rank = CASE WHEN ${OPEN} AND excluded.priority <= w.priority THEN w.rank ELSE excluded.rank END,
  later_priority = CASE WHEN ${IN_PROGRESS} THEN greatest(w.later_priority, excluded.priority) END,
  later_rank = CASE WHEN ${IN_PROGRESS}
                    THEN CASE WHEN excluded.priority <= w.later_priority THEN w.later_rank ELSE excluded.rank END END,
  causes = CASE WHEN ${IN_PROGRESS} THEN w.causes ELSE work_union(w.causes, excluded.causes) END,
  correlation_id = CASE WHEN NOT ${IN_PROGRESS} AND (w.state = 'done' OR w.causes = '{}')
                        THEN excluded.correlation_id ELSE w.correlation_id END,
  later = CASE WHEN ${IN_PROGRESS} THEN work_union(w.later, work_without(excluded.causes, w.causes)) ELSE w.later END,
  later_correlation_id = CASE WHEN ${IN_PROGRESS} THEN coalesce(w.later_correlation_id, excluded.correlation_id) END
WHERE w.state NOT IN ('dead', 'dropped') OR ${NEWS}`;

/** An unsettled effect belongs to the working generation, which therefore goes on. */
const BEGINS = `(w.fresh AND w.effect_state IS DISTINCT FROM 'intended')`;
const KEEPS_EFFECT = `(NOT ${BEGINS} OR w.wanted = w.working)`;

const FIRST = `ORDER BY priority DESC, rank, enqueued_at, key LIMIT 1 FOR UPDATE SKIP LOCKED`;

/**
 * Written so that only the index `work_next` has it. Statistics say that nothing waits where nothing did when they were taken:
 * by any other index the planner would then sort all that waits for each claim.
 */
const CLAIMABLE = `(state = 'queued' AND NOT held) IS TRUE`;

/**
 * $1 kind, $2 worker, $3 lease in ms. What somebody left undone comes before what waits; each half is read from an index
 * of its own up to the first that nobody else takes.
 */
const claim = `
WITH picked AS (
  SELECT key FROM (SELECT key FROM work
    WHERE kind = $1 AND state = 'running' AND lease_until < clock_timestamp() ${FIRST}) AS left_undone
  UNION ALL
  SELECT key FROM (SELECT key FROM work
    WHERE kind = $1 AND ${CLAIMABLE} AND not_before + ${othersFirst('$2')} <= clock_timestamp()
    ${FIRST}) AS waiting
  LIMIT 1
)
UPDATE work AS w SET
  state = 'running',
  worker = $2,
  lease_until = ${inMs('$3')},
  fence = w.fence + 1,
  turn = nextval('work_turn'),
  served = greatest(w.rank, ${served('w.kind', 'w.priority')}),
  attempts = CASE WHEN w.fresh THEN 1 ELSE w.attempts + 1 END,
  fresh = false,
  working = CASE WHEN ${BEGINS} THEN w.wanted ELSE w.working END,
  later_priority = CASE WHEN ${BEGINS} THEN NULL ELSE w.later_priority END,
  later_rank = CASE WHEN ${BEGINS} THEN NULL ELSE w.later_rank END,
  causes = CASE WHEN ${BEGINS} AND w.later <> '{}' THEN work_union(w.causes, w.later) ELSE w.causes END,
  correlation_id = CASE WHEN ${BEGINS} THEN coalesce(w.later_correlation_id, w.correlation_id) ELSE w.correlation_id END,
  later = CASE WHEN ${BEGINS} THEN '{}' ELSE w.later END,
  later_correlation_id = CASE WHEN ${BEGINS} THEN NULL ELSE w.later_correlation_id END,
  effect_state = CASE WHEN ${KEEPS_EFFECT} THEN w.effect_state END,
  effect_request = CASE WHEN ${KEEPS_EFFECT} THEN w.effect_request END,
  effect_response = CASE WHEN ${KEEPS_EFFECT} THEN w.effect_response END
FROM picked WHERE w.kind = $1 AND w.key = picked.key
RETURNING w.kind, w.key, working, fence, attempts, causes, correlation_id, w.priority, worker,
          (SELECT coalesce(max(epoch), 1) FROM epoch) AS epoch, effect_state, effect_request, effect_response`;

/** $4 lease in ms. */
const renew = `UPDATE work SET lease_until = ${inMs('$4')} WHERE ${HELD}`;

/** $4 the request as canonical JSON. An unsettled effect is not overwritten by another one. */
const intend = `
UPDATE work SET effect_state = 'intended', effect_request = $4::json, effect_response = NULL
WHERE ${HELD} AND (effect_state IS DISTINCT FROM 'intended' OR effect_request::text = $4::text)`;

/** $4 state, $5 the response as canonical JSON. */
const settle = `
UPDATE work SET effect_state = $4, effect_response = $5::json WHERE ${HELD} AND effect_state IS NOT NULL`;

const finish = `
UPDATE work SET
  state = CASE WHEN wanted > working THEN 'queued' ELSE 'done' END,
  done = working, attempts = 0, fresh = true, worker = NULL, reason = $4,
  causes = later, later = '{}',
  correlation_id = coalesce(later_correlation_id, correlation_id), later_correlation_id = NULL,
  priority = coalesce(later_priority, priority), later_priority = NULL,
  rank = coalesce(later_rank, rank), later_rank = NULL
WHERE ${HELD} AND effect_state IS DISTINCT FROM 'intended'`;

const endLeases = `UPDATE work SET lease_until = clock_timestamp() WHERE state = 'running' AND lease_until > clock_timestamp()`;

const isHeld = `SELECT FROM work WHERE ${HELD}`;

/** $4 reason and $5 back-off in ms, or null. */
const giveBack = `
UPDATE work SET state = 'queued', fence = fence + 1, attempts = attempts - 1,
  worker = CASE WHEN $5::float8 IS NOT NULL THEN worker END,
  reason = coalesce($4::text, reason), not_before = coalesce(${inMs('$5')}, least(not_before, clock_timestamp()))
WHERE ${HELD}`;

/** $4 reason, $5 back-off in ms, $6 greatest number of tries. A new cause that came meanwhile need not wait. */
const fail = `
UPDATE work SET
  state = CASE WHEN attempts < $6::int OR fresh THEN 'queued' ELSE 'dead' END,
  not_before = CASE WHEN attempts >= $6::int THEN not_before
                    WHEN fresh THEN least(not_before, ${inMs('$5')}) ELSE ${inMs('$5')} END,
  worker = NULL, reason = $4
WHERE ${HELD} RETURNING state`;

/** $1 states or null, $2 kinds or null, $3 limit, $4 whether only what was tried. */
const list = `
SELECT kind, key, state, priority, attempts, wanted, done, not_before, enqueued_at, reason, worker FROM work
WHERE ($1::text[] IS NULL OR state = ANY ($1)) AND ($2::text[] IS NULL OR kind = ANY ($2))
  AND (NOT $4::boolean OR attempts > 0 OR worker IS NOT NULL)
ORDER BY priority DESC, enqueued_at, key LIMIT $3`;

const depth = `
SELECT kind, state, count(*)::int AS items, count(*) FILTER (WHERE ${DUE})::int AS due FROM work
WHERE state IN ('queued', 'running', 'dead') GROUP BY kind, state ORDER BY kind, state`;

/** $1 kinds, $2 worker. In the order of `work_due`, whose first is asked for. Three short ways through indexes for each kind, however much waits; few items are left to others. */
const nextDue = `
SELECT kind, greatest(0, extract(epoch FROM min(due) - clock_timestamp()) * 1000)::float8 AS in_ms
FROM unnest($1::text[]) AS asked(kind), LATERAL (
  (SELECT not_before AS due FROM work
    WHERE kind = asked.kind AND state = 'queued' AND NOT held AND worker IS NULL ORDER BY worker, not_before LIMIT 1)
  UNION ALL
  SELECT not_before + ${othersFirst('$2')} FROM work
    WHERE kind = asked.kind AND state = 'queued' AND NOT held AND worker IS NOT NULL
  UNION ALL
  SELECT lease_until FROM work WHERE kind = asked.kind AND state = 'running'
) AS open WHERE due IS NOT NULL GROUP BY kind`;

/** Asked for by people, who have no runtime of their own: told on the channel that the service's sequencer listens to. */
const retry = `
UPDATE work AS w SET state = 'queued', held = false, fresh = true, attempts = 0, not_before = clock_timestamp(),
  priority = ${String(PERSON_PRIORITY)}, rank = 1 + ${served('w.kind', String(PERSON_PRIORITY))}
WHERE kind = $1 AND key = $2 AND state IN ('dead', 'dropped') RETURNING pg_notify('quench/' || current_schema(), '')`;

/** $3 reason. */
const drop = `
UPDATE work SET state = 'dropped', held = false, fence = fence + 1, worker = NULL, reason = $3
WHERE kind = $1 AND key = $2 AND state <> 'done'`;

/** As people are told it: what waits for others since its worker cannot do it is `left`. */
const STATE = `CASE WHEN state = 'queued' AND NOT held AND worker IS NOT NULL THEN 'left' ELSE state END AS state`;

/** $1 kind, $2 keys. */
const states = `SELECT key, ${STATE} FROM work WHERE kind = $1 AND key = ANY ($2::text[])`;

/** Of an item, whatever generation they belong to. */
const CAUSES = '(causes || later)';
/** $1 kind, $2 ids of events. A person's wish has no cause: that it is there shows in how urgent the item is until it is done. */
const ONLY_FOR = `kind = $1 AND state = 'queued' AND priority < ${String(PERSON_PRIORITY)}
  AND causes <> '{}' AND ${CAUSES} <@ $2::text[]`;

/** $1 kind, $2 ids of events. */
const caused = `
SELECT key, ${STATE}, held
FROM work WHERE kind = $1 AND state <> 'done' AND ${CAUSES} && $2::text[] ORDER BY key`;

/** $1 kind, $2 ids of events. */
const waits = `
SELECT FROM work
WHERE kind = $1 AND state = 'queued' AND NOT held AND worker IS NULL AND ${CAUSES} && $2::text[] LIMIT 1`;

/** In the order of keys, as wishes are written, so that two transactions cannot lock crosswise. */
const inOrder = (which: string): string =>
  `(kind, key) IN (SELECT kind, key FROM work WHERE ${which} ORDER BY key FOR UPDATE)`;

/** Its tries begin anew when it is released: what is held is no work that failed. */
const hold = `UPDATE work SET held = true, attempts = 0 WHERE ${inOrder(`${ONLY_FOR} AND NOT held`)}`;

const release = `
UPDATE work SET held = false WHERE ${inOrder(`kind = $1 AND held AND ${CAUSES} && $2::text[]`)}`;

/** $3 reason. What has an unsettled effect is not left half done. */
const dropCaused = `
UPDATE work SET state = 'dropped', held = false, fence = fence + 1, worker = NULL, reason = $3
WHERE ${inOrder(`${ONLY_FOR} AND effect_state IS DISTINCT FROM 'intended'`)}`;

/** By name; the name is also that of the prepared statement. */
export const statements = {
  enqueue,
  claim,
  renew,
  intend,
  settle,
  finish,
  isHeld,
  giveBack,
  fail,
  list,
  depth,
  nextDue,
  retry,
  drop,
  states,
  caused,
  waits,
  hold,
  release,
  dropCaused,
  endLeases,
} as const;
