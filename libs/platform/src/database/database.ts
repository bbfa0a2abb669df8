import pg from 'pg';
import type { DataSource } from 'typeorm';
import { BOUNDS, SILENT_MS } from './bounds.js';
import { heardWithin } from './heard-within.js';
import { PgTransactor } from './pg-transactor.js';
import { withClientOf } from './with-client.js';

/** Where a service's role connects. */
export interface RoleConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Longer than a statement of such a session may take, and than the server lets it idle. */
const SILENT_SESSION_MS = 15_000;

/** One service's schema, reached as that service's role. */
export class Database {
  readonly transactor: PgTransactor;
  private readonly ownPools = new Map<string, pg.Pool>();

  constructor(
    readonly service: string,
    readonly dataSource: DataSource,
    private readonly connection: RoleConnection,
  ) {
    const pool = poolOf(dataSource);
    this.transactor = new PgTransactor(pool);
    hearBreaks(pool);
  }

  /**
   * A connection of its own, not connected yet, for what must live as long as a session (advisory locks). It breaks when
   * nothing is said on it for 15 s; a holder that stops in a transaction is thrown out by the server.
   */
  dedicatedClient(name: string): pg.Client {
    return new pg.Client({
      ...this.connection,
      application_name: `${this.service}/${name}`,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      connectionTimeoutMillis: 10_000,
      idle_in_transaction_session_timeout: 5_000,
      statement_timeout: 10_000,
      stream: heardWithin(SILENT_SESSION_MS),
    });
  }

  /**
   * Connections beside the shared ones, for statements that need settings of their own. Each is made when it is first
   * lent, and again after a break or a rest.
   * @param size connections at a time; the same for each call with `name`
   * @param settings of the sessions, by PostgreSQL's names; the same, too
   */
  ownPool(name: string, size: number, settings: Readonly<Record<string, string>>): pg.Pool {
    const known = this.ownPools.get(name);
    if (known !== undefined) return known;
    const pool = new pg.Pool({
      ...this.connection,
      ...BOUNDS,
      stream: heardWithin(SILENT_MS),
      application_name: `${this.service}/${name}`,
      options: Object.entries(settings)
        .map(([setting, value]) => `-c ${setting}=${value}`)
        .join(' '),
      max: size,
    });
    hearBreaks(pool);
    // Told of a break while nobody has that connection.
    pool.on('error', () => undefined);
    this.ownPools.set(name, pool);
    return pool;
  }

  /** Waits for running statements, then closes all connections. */
  async close(): Promise<void> {
    await Promise.all([...this.ownPools.values()].map((pool) => pool.end()));
    await this.dataSource.destroy();
  }
}

/** A statement that each connection prepares once, under its name, which is unique in the service. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** The `pg` pool under TypeORM, which types it as `any`. */
const poolOf = ({ driver }: DataSource): pg.Pool => (driver as unknown as { readonly master: pg.Pool }).master;

/**
 * A connection may break between its first answer and the moment when whoever asked for it listens: both can be in one
 * packet. Without any listener that would end the process; the next statement fails anyway.
 */
function hearBreaks(pool: pg.Pool): void {
  pool.on('connect', (client) => client.on('error', () => undefined));
}

/**
 * Lends a pooled connection for prepared statements outside a transaction.
 * @throws TransientFault `database-unavailable`
 */
export const withClient = <T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  withClientOf(poolOf(database.dataSource), work);
