import { Rejection } from '@quench/kernel';

/** The variable of the environment that names a PostgreSQL to be used instead of the embedded one. */
export const DATABASE_URL = 'QUENCH_DATABASE_URL';

/** Where a PostgreSQL is, and who may make roles and schemas there. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const EXPECTED = 'postgres://user:password@host:port/name';
const PORT = 5_432;
const SCHEMES = new Set(['postgres:', 'postgresql:']);

/**
 * The address in a URL. Characters of the user, the password and the name may be percent-encoded.
 * @throws Rejection `database-url-malformed`, which never shows a password
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = URL.parse(text);
  // What cannot be read, or is read otherwise than it was meant, may have its password anywhere.
  if (url === null || url.host === '' || url.pathname.includes('@'))
    throw malformed('no URL (it is not shown, since it may hold a password)');
  const address = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORT : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)),
  };
  const isWhole = Object.values(address).every((part) => part !== '' && part !== undefined && part !== 0);
  const hasMore = url.search !== '' || url.hash !== '' || url.pathname.slice(1).includes('/');
  if (!SCHEMES.has(url.protocol) || !isWhole || hasMore) throw malformed(shown(url));
  return address as DatabaseAddress;
}

/** For people: without the password. */
export const databaseName = ({ host, port, user, database }: Omit<DatabaseAddress, 'password'>): string =>
  `postgres://${user}@${host.includes(':') ? `[${host}]` : host}:${String(port)}/${database}`;

/** Nothing, unless the environment has a URL that cannot be used. @throws as `parseDatabaseUrl` */
export function checkDatabaseUrl(env: NodeJS.ProcessEnv): void {
  const url = env[DATABASE_URL];
  if (url !== undefined) parseDatabaseUrl(url);
}

/** An environment for programs that are not to know the address: services have roles of their own. */
export function withoutDatabaseUrl(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, [DATABASE_URL]: undefined };
}

function shown(url: URL): string {
  const { protocol, username, password, host, pathname } = url;
  // A query is a place where drivers take passwords from, too.
  const more = url.search === '' && url.hash === '' ? '' : '?…';
  const user = username === '' ? '' : `${username}${password === '' ? '' : ':***'}@`;
  return `${protocol}//${user}${host}${pathname}${more}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const malformed = (value: string): Rejection =>
  new Rejection('database-url-malformed', `${DATABASE_URL} is ${value}; expected ${EXPECTED}, and nothing behind it`);
