import { QuenchError, TransientFault } from '@quench/kernel';
import pg from 'pg';
import { databaseFault } from './database-fault.js';

/**
 * Lends a connection of this pool.
 * @param work may `spoil` its connection, which is then closed instead of lent again
 * @throws TransientFault `database-unavailable`
 */
export async function withClientOf<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, spoil: (why: Error) => void) => Promise<T>,
): Promise<T> {
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  // A lent client without a listener would end the process when its connection breaks.
  const spoil = (why: Error): void => {
    broken ??= why;
  };
  try {
    client = await pool.connect();
    client.on('error', spoil);
    return await work(client, spoil);
  } catch (error) {
    throw broken === undefined ? databaseFault(error) : brokenOff(error);
  } finally {
    client?.off('error', spoil);
    client?.release(broken);
  }
}

/** Whatever went wrong on a connection that broke may have gone wrong because of that. */
const brokenOff = (error: unknown): unknown =>
  error instanceof QuenchError
    ? error
    : new TransientFault('database-unavailable', 'The connection broke off', { cause: error });
