import { withClient, type Database } from '../database/index.js';

/** Appended events without a number. */
export interface Unsequenced {
  readonly events: number;
  /** The first of them, by the order in which they were written; none when there is none. */
  readonly first?: string;
}

const WAITING = {
  name: 'outbox-waiting',
  text: 'SELECT count(*)::int AS events, min(position)::text AS first FROM outbox',
};

/** What nobody has numbered yet. @throws TransientFault `database-unavailable` */
export async function unsequenced(database: Database): Promise<Unsequenced> {
  const { rows } = await withClient(database, (client) =>
    client.query<{ readonly events: number; readonly first: string | null }>(WAITING),
  );
  const { events, first } = rows[0] ?? { events: 0, first: null };
  return first === null ? { events } : { events, first };
}
