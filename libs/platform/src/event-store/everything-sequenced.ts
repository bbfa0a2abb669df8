import { withClient, type Database } from '../database/index.js';

const OUTBOX_EMPTY = { name: 'outbox-empty', text: 'SELECT NOT EXISTS (SELECT FROM outbox) AS empty' };

/** Whether every appended event has its number. */
export async function everythingSequenced(database: Database): Promise<boolean> {
  const { rows } = await withClient(database, (client) => client.query<{ readonly empty: boolean }>(OUTBOX_EMPTY));
  return rows[0]?.empty ?? false;
}
