import { withClient, type Database } from '../database/index.js';

/** Items of one kind, priority and state that are not over. */
export interface OpenItems {
  readonly kind: string;
  readonly priority: number;
  readonly state: 'queued' | 'running' | 'dead';
  readonly items: number;
  /** Age of the oldest one that is due and not held, or was left to others; 0 when there is none. */
  readonly oldestSeconds: number;
}

const OPEN = {
  name: 'work-open',
  text: `SELECT kind, priority, state, count(*)::int AS items,
           coalesce(max(extract(epoch FROM now() - enqueued_at))
             FILTER (WHERE NOT held AND (not_before <= now() OR state = 'queued' AND worker IS NOT NULL)), 0)::float8 AS oldest
         FROM work WHERE state IN ('queued', 'running', 'dead') GROUP BY kind, priority, state`,
};

/** What a service has to do, for its metrics. @throws TransientFault `database-unavailable` */
export async function openWork(database: Database): Promise<readonly OpenItems[]> {
  const { rows } = await withClient(database, (client) =>
    client.query<Omit<OpenItems, 'oldestSeconds'> & { readonly oldest: number }>(OPEN),
  );
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestSeconds: oldest }));
}
