import { QuenchError, TransientFault } from '@quench/kernel';
import { Transactor, type Durability, type Tx } from '@quench/ports';
import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { failpoint } from '../failpoints/index.js';
import { databaseFault } from './database-fault.js';

/** What adapters see in a `Tx`: TypeORM for read models, the driver's connection for hot statements. */
export interface OpenTx {
  readonly manager: EntityManager;
  readonly client: pg.PoolClient;
  /** Runs `action` once the commit is certain; never after a rollback. It must not throw: nobody could undo anything. */
  afterCommit(action: () => void): void;
}

class PgTx implements OpenTx {
  readonly actions: (() => void)[] = [];

  constructor(
    readonly manager: EntityManager,
    readonly client: pg.PoolClient,
  ) {}

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }
}

/**
 * The inside of a transaction.
 * @throws TypeError for a transaction of another adapter
 */
export function inTx(tx: Tx): OpenTx {
  const inside: unknown = tx;
  if (!(inside instanceof PgTx)) throw new TypeError('Not a transaction of this database');
  return inside;
}

/** Transactions at READ COMMITTED: row locks and unique keys, not isolation, decide races. */
export class PgTransactor extends Transactor {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** @throws TransientFault `database-unavailable`; after it, nobody knows whether a commit got through */
  override async run<T>(work: (tx: Tx) => Promise<T>, durability: Durability = 'now'): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as pg.PoolClient;
      await runner.startTransaction();
      if (durability === 'later') await client.query('SET LOCAL synchronous_commit = off');
      const tx = new PgTx(runner.manager, client);
      const result = await work(tx as unknown as Tx);
      failpoint('before-commit');
      await runner.commitTransaction();
      failpoint('after-commit', 'transaction');
      for (const action of tx.actions) action();
      return result;
    } catch (error) {
      // A lost connection has rolled back already; what the caller needs is the first error.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw runner.isReleased ? connectionLost(error) : databaseFault(error);
    } finally {
      await runner.release();
    }
  }
}

/** TypeORM gives a broken connection back by itself and then complains about its own runner. */
const connectionLost = (error: unknown): unknown =>
  error instanceof QuenchError
    ? error
    : new TransientFault('database-unavailable', 'The connection broke during a transaction', { cause: error });
