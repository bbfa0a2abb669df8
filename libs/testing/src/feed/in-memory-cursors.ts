import { Cursors, type Cursor, type Head, type Tx } from '@quench/ports';
import { inMemoryTx, type InMemoryTx } from '../transaction/in-memory-transactor.js';

/** Cursors for tests. A cursor that another open transaction moves is refused, not waited for. */
export class InMemoryCursors extends Cursors {
  private readonly heads = new Map<string, Cursor>();
  private readonly moving = new Map<string, { readonly by: InMemoryTx; readonly at: Cursor | undefined }>();

  override async get(consumer: string, producer: string): Promise<Cursor> {
    return this.at(consumer, producer);
  }

  override async move(from: Cursor, to: Head, tx: Tx): Promise<boolean> {
    const { consumer, producer } = from;
    const moving = this.moving.get(keyOf(from));
    if (moving !== undefined && moving.by !== inMemoryTx(tx)) return false;
    const now = moving?.at ?? this.at(consumer, producer);
    if (now.epoch !== from.epoch || now.seq !== from.seq) return false;
    this.stage({ consumer, producer }, { consumer, producer, epoch: to.epoch, seq: to.seq }, inMemoryTx(tx));
    return true;
  }

  override async drop(cursor: Cursor, tx: Tx): Promise<void> {
    this.stage(cursor, undefined, inMemoryTx(tx));
  }

  override async list(): Promise<readonly Cursor[]> {
    return [...this.heads.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  private at(consumer: string, producer: string): Cursor {
    return this.heads.get(keyOf({ consumer, producer })) ?? { consumer, producer, epoch: 1, seq: 0 };
  }

  private stage(of: Pick<Cursor, 'consumer' | 'producer'>, at: Cursor | undefined, by: InMemoryTx): void {
    const key = keyOf(of);
    this.moving.set(key, { by, at });
    by.onRollback(() => this.moving.delete(key));
    by.onCommit(() => {
      this.moving.delete(key);
      if (at === undefined) this.heads.delete(key);
      else this.heads.set(key, at);
    });
  }
}

const keyOf = ({ consumer, producer }: Pick<Cursor, 'consumer' | 'producer'>): string => `${consumer}\n${producer}`;
