import { QuenchError, TransientFault } from '@quench/kernel';
import { types } from 'node:util';

/** SQLSTATE classes and codes after which the same statement may succeed (PostgreSQL manual, appendix A). */
const CLASSES = new Set(['08', '40', '53', '57']);
const CODES = new Set(['55P03', '55006', '25P03']);
/** Unlike Node's own codes, of which `EPIPE` has five letters, too. */
const SQLSTATE = /^(\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/;
/** Node's and pg's own words for a connection that is gone or never came. */
const NETWORK = /ECONN|connect ENOENT|EPIPE|ETIMEDOUT|EHOST|\bterminated\b|timeout|not queryable|Client was closed/;

/** The SQLSTATE of a driver error, however TypeORM or `databaseFault` wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('driverError' in error) return sqlState(error.driverError);
  if (error instanceof QuenchError) return sqlState(error.cause);
  return 'code' in error && typeof error.code === 'string' && SQLSTATE.test(error.code) ? error.code : undefined;
}

/** A driver error as a `TransientFault` `database-unavailable` where trying again may work; any other as it is. */
export function databaseFault(error: unknown): unknown {
  if (error instanceof QuenchError || !types.isNativeError(error)) return error;
  const state = sqlState(error);
  const transient =
    state === undefined ? NETWORK.test(error.message) : CLASSES.has(state.slice(0, 2)) || CODES.has(state);
  if (!transient) return error;
  return new TransientFault('database-unavailable', `The database broke off: ${error.message}`, { cause: error });
}
