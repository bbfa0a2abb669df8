import { Transactor, type Durability, type Tx } from '@quench/ports';
import type pg from 'pg';
import { failpoint } from '../failpoints/index.js';
import { withClientOf } from './with-client.js';

/** What adapters see in a `Tx`. */
export interface OpenTx {
  readonly client: pg.PoolClient;
  /** Runs `action` once the commit is certain; never after a rollback. It must not throw: nobody could undo anything. */
  afterCommit(action: () => void): void;
}

class PgTx implements OpenTx {
  readonly actions: (() => void)[] = [];

  constructor(readonly client: pg.PoolClient) {}

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }
}

/** One message to the server, since each costs as much as a statement. */
const BEGIN: Readonly<Record<Durability, string>> = {
  now: 'START TRANSACTION',
  later: 'START TRANSACTION; SET LOCAL synchronous_commit = off',
};

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
  constructor(private readonly pool: pg.Pool) {
    super();
  }

  /**
   * @throws TransientFault `database-unavailable`; after it, nobody knows whether a commit got through
   * @throws Error where `work` went on after a statement had failed: nothing of it is kept
   */
  override async run<T>(work: (tx: Tx) => Promise<T>, durability: Durability = 'now'): Promise<T> {
    const { result, actions } = await withClientOf(this.pool, async (client, spoil) => {
      const tx = new PgTx(client);
      try {
        await client.query(BEGIN[durability]);
        const result = await work(tx as unknown as Tx);
        failpoint('before-commit');
        await commit(client);
        return { result, actions: tx.actions };
      } catch (error) {
        // What the caller needs is the first error; a connection that is still in a transaction is lent to nobody.
        await client.query('ROLLBACK').catch(spoil);
        throw error;
      }
    });
    failpoint('after-commit', 'transaction');
    for (const action of actions) action();
    return result;
  }
}

/** The server answers a commit after a failed statement with a rollback, and calls that no error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error(`The transaction was not committed, but ended by ${command}`);
}
