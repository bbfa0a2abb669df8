import { Transactor, type Tx } from '@quench/ports';

/** What in-memory adapters see in a `Tx`. */
export class InMemoryTx {
  private readonly commits: (() => void)[] = [];
  private readonly rollbacks: (() => void)[] = [];

  /** Runs when the transaction commits, in the order of registration. Must not throw: check before. */
  onCommit(work: () => void): void {
    this.commits.push(work);
  }

  /** Runs when the transaction rolls back, newest first. */
  onRollback(work: () => void): void {
    this.rollbacks.unshift(work);
  }

  end(outcome: 'commit' | 'rollback'): void {
    for (const work of outcome === 'commit' ? this.commits : this.rollbacks) work();
  }
}

/**
 * The inside of an in-memory transaction.
 * @throws TypeError for a transaction of another adapter
 */
export function inMemoryTx(tx: Tx): InMemoryTx {
  const inside: unknown = tx;
  if (!(inside instanceof InMemoryTx)) throw new TypeError('Not an in-memory transaction');
  return inside;
}

/** Writes are staged, so that nobody sees them before the commit; adapters check and lock when a write is staged. */
export class InMemoryTransactor extends Transactor {
  override async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const inside = new InMemoryTx();
    try {
      const result = await work(inside as unknown as Tx);
      inside.end('commit');
      return result;
    } catch (error) {
      inside.end('rollback');
      throw error;
    }
  }
}
