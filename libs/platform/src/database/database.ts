import pg from 'pg';
import type { DataSource } from 'typeorm';
import { databaseFault } from './database-fault.js';
import { PgTransactor } from './pg-transactor.js';

/** Where a service's role connects. */
export interface RoleConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** One service's schema, reached as that service's role. */
export class Database {
  readonly transactor: PgTransactor;

  constructor(
    readonly service: string,
    readonly dataSource: DataSource,
    private readonly connection: RoleConnection,
  ) {
    this.transactor = new PgTransactor(dataSource);
    // A connection may break between its first answer and the moment when whoever asked for it listens: both can be in
    // one packet. Without any listener that would end the process; the next statement fails anyway.
    poolOf(dataSource).on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * A connection of its own, not connected yet, for what must live as long as a session (advisory locks). Dead peers
   * are noticed by TCP keep-alive; a holder that stops in a transaction is thrown out by the server.
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
    });
  }

  /** Waits for running statements, then closes all connections. */
  async close(): Promise<void> {
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
 * Lends a pooled connection for prepared statements outside a transaction.
 * @throws TransientFault `database-unavailable`
 */
export async function withClient<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  // A lent client without a listener would end the process when its connection breaks.
  const onError = (error: Error): void => {
    broken = error;
  };
  try {
    client = await poolOf(database.dataSource).connect();
    client.on('error', onError);
    return await work(client);
  } catch (error) {
    throw databaseFault(error);
  } finally {
    client?.off('error', onError);
    client?.release(broken);
  }
}
