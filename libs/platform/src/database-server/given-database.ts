import { Rejection, TransientFault } from '@quench/kernel';
import pg from 'pg';
import { sqlState } from '../database/index.js';
import { databaseName, type DatabaseAddress } from './database-url.js';

const CONNECT_MS = 10_000;

/** The oldest that the statements of event store and queue are tried on. */
const OLDEST = 15;

/** PostgreSQL's codes for who may not come in, and for a database that is not there. */
const REFUSED = new Set(['28P01', '28000', '42501']);
const NO_SUCH_DATABASE = '3D000';

interface Answer {
  readonly version: string;
  readonly number: number;
  /** May make roles. */
  readonly roles: boolean;
  /** May make schemas in this database, and say who may connect to it. */
  readonly owner: boolean;
}

const LOOK = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS number,
  (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS roles,
  (SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname = current_database()) AS owner`;

/**
 * Whether a PostgreSQL that somebody else keeps can be worked with, before anything is made there.
 * @throws Rejection `database-refused`, `database-missing`, `database-version-unknown`, `database-rights-missing`
 * @throws TransientFault `database-unavailable`
 */
export async function checkGiven(address: DatabaseAddress): Promise<void> {
  const { version, number, roles, owner } = await ask<Answer>(address, LOOK);
  const where = databaseName(address);
  if (Math.floor(number / 10_000) < OLDEST) {
    throw new Rejection(
      'database-version-unknown',
      `${where} is PostgreSQL ${version}; Quench needs ${String(OLDEST)} or newer`,
    );
  }
  if (roles && owner) return;
  const { user, database } = address;
  const [who, what] = [pg.escapeIdentifier(user), pg.escapeIdentifier(database)];
  const remedies = [
    ...(roles ? [] : [`ALTER ROLE ${who} CREATEROLE;`]),
    ...(owner ? [] : [`ALTER DATABASE ${what} OWNER TO ${who};`]),
  ];
  throw new Rejection(
    'database-rights-missing',
    `${user} may not make ${roles ? 'schemas' : 'roles'} at ${where}: each service has a role and a schema of its own. ` +
      `As a superuser there: ${remedies.join(' ')}`,
  );
}

interface Taken {
  readonly schemas: readonly string[];
  readonly roles: readonly string[];
}

const TAKEN = `SELECT ARRAY(SELECT nspname::text FROM pg_namespace WHERE nspname = ANY ($1) ORDER BY 1) AS schemas,
  ARRAY(SELECT rolname::text FROM pg_roles WHERE rolname = ANY ($1) ORDER BY 1) AS roles`;

/**
 * Whether a new factory can be begun there without taking something over: its services would be given the passwords of
 * roles that are there, and others could come in with them no more.
 * @param services whose names its roles and schemas have
 * @throws Rejection `database-taken`; as `checkGiven`
 */
export async function checkVacant(address: DatabaseAddress, services: readonly string[]): Promise<void> {
  const { schemas, roles } = await ask<Taken>(address, TAKEN, [services]);
  const found = [
    ...(schemas.length === 0 ? [] : [`schemas ${schemas.join(', ')}`]),
    ...(roles.length === 0 ? [] : [`roles ${roles.join(', ')}`]),
  ];
  if (found.length === 0) return;
  throw new Rejection(
    'database-taken',
    `${databaseName(address)} has ${found.join(' and ')} already, of another factory or of something else, and this ` +
      `data directory holds none of their keys. Name a server without them, or the data directory that they belong ` +
      `to: --data DIR`,
  );
}

async function ask<Row extends pg.QueryResultRow>(
  address: DatabaseAddress,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: CONNECT_MS, statement_timeout: CONNECT_MS });
  // A server that goes away says so here as well as to the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Row>(text, [...values]);
    const [answer] = rows;
    if (answer === undefined) throw new RangeError('a row was asked for');
    return answer;
  } catch (fault) {
    throw refusalOf(address, fault);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refusalOf(address: DatabaseAddress, fault: unknown): Error {
  const state = sqlState(fault) ?? '';
  const where = databaseName(address);
  const said = fault instanceof Error ? fault.message || fault.name : String(fault);
  if (REFUSED.has(state)) {
    return new Rejection('database-refused', `PostgreSQL does not let us in at ${where}: ${said}`, { cause: fault });
  }
  if (state === NO_SUCH_DATABASE) {
    const { user, database } = address;
    const make = `CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${pg.escapeIdentifier(user)}`;
    return new Rejection('database-missing', `There is no database at ${where}. As a superuser there: ${make};`, {
      cause: fault,
    });
  }
  return new TransientFault('database-unavailable', `PostgreSQL does not answer at ${where}: ${said}`, {
    cause: fault,
  });
}
