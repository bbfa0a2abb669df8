import { Rejection } from '@quench/kernel';
import pg from 'pg';

const NAME = /^[a-z][a-z0-9_]{0,30}$/;

/**
 * Makes the role and the schema of a service unless they exist, and sets the role's password. The admin owns the
 * schema: a role that owned its tables could give itself every right on them.
 * @throws Rejection `service-name-malformed`
 */
export async function provision(
  admin: pg.Client,
  { database, service, password }: { readonly database: string; readonly service: string; readonly password: string },
): Promise<void> {
  if (!NAME.test(service)) {
    throw new Rejection('service-name-malformed', `Not a service name: ${service}; expected ${NAME.source}`);
  }
  const { rows } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [service]);
  if (rows.length === 0) await admin.query(`CREATE ROLE ${service}`);
  const secret = pg.escapeLiteral(password);
  const here = pg.escapeIdentifier(database);
  for (const statement of [
    `ALTER ROLE ${service} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${secret}`,
    `ALTER ROLE ${service} IN DATABASE ${here} SET search_path = ${service}`,
    `CREATE SCHEMA IF NOT EXISTS ${service}`,
    `REVOKE ALL ON DATABASE ${here} FROM PUBLIC`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${here} TO ${service}`,
    `GRANT USAGE ON SCHEMA ${service} TO ${service}`,
  ]) {
    await admin.query(statement);
  }
}

/** What a role may do with the rows of most tables, and with those that only ever grow. */
const ROWS = 'SELECT, INSERT, UPDATE, DELETE';
const GROWING = ['event', 'event_log'];
const READ_ONLY = ['epoch', 'migration'];

/** Gives the service's role its rights on the tables that the migrations made; takes back any that it should not have. */
export async function grantTo(admin: pg.Client, service: string): Promise<void> {
  const named = (tables: readonly string[]): string => tables.map((table) => `${service}.${table}`).join(', ');
  for (const statement of [
    `GRANT ${ROWS} ON ALL TABLES IN SCHEMA ${service} TO ${service}`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${service} TO ${service}`,
    `REVOKE UPDATE, DELETE ON ${named(GROWING)} FROM ${service}`,
    `REVOKE INSERT, UPDATE, DELETE ON ${named(READ_ONLY)} FROM ${service}`,
  ]) {
    await admin.query(statement);
  }
}
