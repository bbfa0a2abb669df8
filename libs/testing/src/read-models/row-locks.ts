import { TransientFault } from '@quench/kernel';
import type { InMemoryTx } from '../transaction/in-memory-transactor.js';

/** Who reads or writes which rows until its transaction ends. */
export class RowLocks {
  private readonly readers = new Map<string, ReadonlySet<InMemoryTx>>();
  private readonly writers = new Map<string, InMemoryTx>();

  /** @throws TransientFault `database-unavailable` while another transaction writes the row */
  read(model: string, key: string, tx: InMemoryTx): void {
    const row = rowOf(model, key);
    this.refuse(row, [this.writers.get(row)], tx);
    this.readers.set(row, new Set([...(this.readers.get(row) ?? []), tx]));
    atEnd(tx, () => {
      const others = [...(this.readers.get(row) ?? [])].filter((other) => other !== tx);
      if (others.length === 0) this.readers.delete(row);
      else this.readers.set(row, new Set(others));
    });
  }

  /** @throws TransientFault `database-unavailable` while another transaction reads or writes the row */
  write(model: string, key: string, tx: InMemoryTx): void {
    const row = rowOf(model, key);
    this.refuse(row, [this.writers.get(row), ...(this.readers.get(row) ?? [])], tx);
    this.writers.set(row, tx);
    atEnd(tx, () => this.writers.delete(row));
  }

  private refuse(row: string, holders: readonly (InMemoryTx | undefined)[], tx: InMemoryTx): void {
    if (holders.every((holder) => holder === undefined || holder === tx)) return;
    throw new TransientFault('database-unavailable', `Another transaction is at ${row}`);
  }
}

const rowOf = (model: string, key: string): string => `${model} ${key}`;

function atEnd(tx: InMemoryTx, work: () => void): void {
  tx.onCommit(work);
  tx.onRollback(work);
}
