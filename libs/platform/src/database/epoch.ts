import type pg from 'pg';

/** Which cluster, and which of its lives: a restored backup has another identifier or another timeline. */
const CLUSTER = `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline`;

/**
 * Raises the epoch of a schema's log when the cluster is not the one that numbered it so far. Numbers go on
 * contiguously; what consumers saw beyond the first number of the new epoch is void.
 * @param admin may read the cluster's control data; holds the migration lock
 */
export async function ensureEpoch(admin: pg.Client, service: string): Promise<void> {
  await admin.query(
    `INSERT INTO ${service}.epoch (epoch, first_seq, system_identifier, timeline, reason)
     SELECT coalesce(last.epoch, 0) + 1, log.head + 1, here.system_identifier, here.timeline,
            CASE WHEN last.epoch IS NULL THEN 'begun' ELSE 'cluster-changed' END
     FROM (${CLUSTER}) AS here
     CROSS JOIN (SELECT coalesce(max(global_seq), 0) AS head FROM ${service}.event_log) AS log
     LEFT JOIN (SELECT * FROM ${service}.epoch ORDER BY epoch DESC LIMIT 1) AS last ON true
     WHERE last.epoch IS NULL
        OR (last.system_identifier, last.timeline) IS DISTINCT FROM (here.system_identifier, here.timeline)`,
  );
}
