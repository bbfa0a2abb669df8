import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import { runInNewContext } from 'node:vm';
import { databaseFault, sqlState } from './database-fault.js';

const coded = (code: string, message = 'no'): Error => Object.assign(new Error(message), { code });
/** As TypeORM wraps what the driver threw. */
const wrapped = (driverError: Error): Error => Object.assign(new Error(driverError.message), { driverError });

describe('a driver error', () => {
  it.each([
    ['a deadlock', coded('40P01')],
    ['a server that shuts down', wrapped(coded('57P01'))],
    ['a lock that did not come in time', coded('55P03')],
    ['no free connections', coded('53300')],
    ['a refused connection', coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432')],
    ['a socket that is gone', coded('ENOENT', 'connect ENOENT /data/database/.s.PGSQL.5432')],
    ['a broken pipe, whose code looks like an SQLSTATE', coded('EPIPE', 'write EPIPE')],
    [
      'an error of the runtime itself, which is of another realm',
      runInNewContext('new Error("read ECONNRESET")') as Error,
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
  ])('may be tried again after %s', (_, error) => {
    const fault = databaseFault(error);
    expect(fault).toBeInstanceOf(TransientFault);
    expect(fault).toMatchObject({ code: 'database-unavailable', cause: error });
  });

  it.each([
    ['a unique violation', coded('23505')],
    ['text that does not end', new SyntaxError('Unterminated string in JSON at position 7')],
    ['a missing privilege', wrapped(coded('42501'))],
    ['a bug', new TypeError('x is not a function')],
    ['a fault that has its kind already', new IntegrityFault('content-corrupt', 'timeout')],
    ['something that is no error', 'timeout'],
  ])('stays what it is after %s', (_, error) => {
    expect(databaseFault(error)).toBe(error);
  });

  it('keeps its SQLSTATE however it is wrapped', () => {
    expect(sqlState(coded('40P01'))).toBe('40P01');
    expect(sqlState(databaseFault(wrapped(coded('40P01'))))).toBe('40P01');
    expect(sqlState(coded('EPIPE'))).toBeUndefined();
    expect(sqlState(undefined)).toBeUndefined();
  });
});
