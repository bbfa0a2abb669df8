import type pg from 'pg';
import { logTable } from './migrations/event-store.migration.js';

/**
 * Which cluster, which of its lives, and which table of which database in it: a cluster restored from a backup has
 * another identifier or another timeline, a database made from another one has another number, and a log restored from a
 * dump is another table, also in the same database.
 */
const here = (service: string): string => `SELECT
  (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
  (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline,
  ${logTable(service)} AS log_table`;

/**
 * Raises the epoch of a schema's log when it is not in the place where it was numbered so far. Numbers go on
 * contiguously; what consumers saw beyond the first number of the new epoch is void.
 * @param admin may read the cluster's control data; holds the migration lock
 */
export async function ensureEpoch(admin: pg.Client, service: string): Promise<void> {
  await admin.query(
    `INSERT INTO ${service}.epoch (epoch, first_seq, system_identifier, timeline, log_table, reason)
     SELECT coalesce(last.epoch, 0) + 1, log.head + 1, here.system_identifier, here.timeline, here.log_table,
            CASE WHEN last.epoch IS NULL THEN 'begun' ELSE 'restored' END
     FROM (${here(service)}) AS here
     CROSS JOIN (SELECT coalesce(max(global_seq), 0) AS head FROM ${service}.event_log) AS log
     LEFT JOIN (SELECT * FROM ${service}.epoch ORDER BY epoch DESC LIMIT 1) AS last ON true
     WHERE last.epoch IS NULL
        OR (last.system_identifier, last.timeline, last.log_table)
           IS DISTINCT FROM (here.system_identifier, here.timeline, here.log_table)`,
  );
}
