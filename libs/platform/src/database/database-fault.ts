import { QuenchError, TransientFault } from '@quench/kernel';

/** SQLSTATE classes and codes after which the same statement may succeed (PostgreSQL manual, appendix A). */
const CLASSES = new Set(['08', '40', '53', '57']);
const CODES = new Set(['55P03', '55006', '25P03']);
/** Node's and pg's own words for a connection that is gone or never came. */
const NETWORK = /ECONN|EPIPE|ETIMEDOUT|terminated|timeout|not queryable|Client was closed/;

/** The SQLSTATE of a driver error, however TypeORM wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('driverError' in error) return sqlState(error.driverError);
  return 'code' in error && typeof error.code === 'string' && error.code.length === 5 ? error.code : undefined;
}

/** A driver error as a `TransientFault` `database-unavailable` where trying again may work; any other as it is. */
export function databaseFault(error: unknown): unknown {
  if (error instanceof QuenchError || !(error instanceof Error)) return error;
  const state = sqlState(error);
  const transient =
    state === undefined ? NETWORK.test(error.message) : CLASSES.has(state.slice(0, 2)) || CODES.has(state);
  if (!transient) return error;
  return new TransientFault('database-unavailable', `The database broke off: ${error.message}`, { cause: error });
}
