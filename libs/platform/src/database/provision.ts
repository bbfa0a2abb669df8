import { Rejection } from '@quench/kernel';
import pg from 'pg';
import { scramVerifier } from './scram-verifier.js';

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
  const takenBack = await attributesOf(admin, service);
  if (takenBack === undefined) await admin.query(`CREATE ROLE ${service}`);
  const secret = pg.escapeLiteral(scramVerifier(password));
  const here = pg.escapeIdentifier(database);
  for (const statement of [
    `ALTER ROLE ${service} LOGIN ${(takenBack ?? []).map((name) => `NO${name}`).join(' ')} PASSWORD ${secret}`,
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

/**
 * What a role may do beyond logging in; undefined where there is no such role. Only a superuser may as much as say that
 * another role is none, so that who prepares a database is asked to take back only what is there.
 */
async function attributesOf(admin: pg.Client, role: string): Promise<readonly string[] | undefined> {
  const { rows } = await admin.query<{ readonly attributes: readonly string[] }>(
    `SELECT array_remove(ARRAY[
       CASE WHEN rolsuper THEN 'SUPERUSER' END,
       CASE WHEN rolcreatedb THEN 'CREATEDB' END,
       CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
       CASE WHEN rolreplication THEN 'REPLICATION' END,
       CASE WHEN rolbypassrls THEN 'BYPASSRLS' END], NULL) AS attributes
     FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  return rows[0]?.attributes;
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
