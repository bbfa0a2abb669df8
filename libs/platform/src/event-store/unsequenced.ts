import { withClient, type Database } from '../database/index.js';

const WAITING = {
  name: 'outbox-waiting',
  text: `SELECT count(*)::int AS events, coalesce(max(extract(epoch FROM now() - event.occurred_at)), 0)::float8 AS oldest
         FROM outbox JOIN event USING (position)`,
};

/** Appended events without a number: how many, and how old the oldest is. @throws TransientFault `database-unavailable` */
export async function unsequenced(
  database: Database,
): Promise<{ readonly events: number; readonly oldestSeconds: number }> {
  const { rows } = await withClient(database, (client) =>
    client.query<{ readonly events: number; readonly oldest: number }>(WAITING),
  );
  const { events, oldest } = rows[0] ?? { events: 0, oldest: 0 };
  return { events, oldestSeconds: oldest };
}
