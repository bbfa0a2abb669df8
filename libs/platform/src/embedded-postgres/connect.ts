import { Client } from 'pg';
import { Rejection } from '@quench/kernel';
import { DATABASE_HOST, DATABASE_NAME, DATABASE_USER, type DatabaseFiles } from './database-files.js';

const CONNECT_MS = 5_000;

/** PostgreSQL's error codes (appendix A of its manual). */
const NO_SUCH_DATABASE = '3D000';
const WRONG_PASSWORD = '28P01';
const MADE_BY_ANOTHER = new Set(['42P04', '23505']);

/**
 * Connects, and makes our database when it is the first time.
 * @returns why it does not work yet; undefined when it works
 * @throws Rejection `database-password-wrong`
 */
export async function tryConnect(port: number, password: string, files: DatabaseFiles): Promise<string | undefined> {
  try {
    await query({ port, password, database: DATABASE_NAME }, 'select 1');
    return undefined;
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string };
    if (code === WRONG_PASSWORD) {
      throw new Rejection(
        'database-password-wrong',
        `The database in ${files.folder} refuses the password in ${files.passwordFile}. ` +
          `Restore that file, or begin anew with another data directory.`,
      );
    }
    return code === NO_SUCH_DATABASE ? makeDatabase(port, password) : message;
  }
}

async function makeDatabase(port: number, password: string): Promise<string | undefined> {
  try {
    await query({ port, password, database: 'postgres' }, `create database ${DATABASE_NAME}`);
    return undefined;
  } catch (fault) {
    const { code, message } = fault as { code?: string; message: string };
    return code !== undefined && MADE_BY_ANOTHER.has(code) ? undefined : message;
  }
}

async function query(
  target: { readonly port: number; readonly password: string; readonly database: string },
  statement: string,
): Promise<void> {
  const client = new Client({
    host: DATABASE_HOST,
    user: DATABASE_USER,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: 60_000,
    ...target,
  });
  // A server that goes away says so here as well as to the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
