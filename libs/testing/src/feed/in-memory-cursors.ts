import { TransientFault } from '@quench/kernel';
import { Cursors, type Cursor, type Head, type Tx } from '@quench/ports';
import { inMemoryTx, type InMemoryTx } from '../transaction/in-memory-transactor.js';

/** Cursors for tests. What another open transaction moves or holds is refused, not waited for. */
export class InMemoryCursors extends Cursors {
  private readonly heads = new Map<string, Cursor>();
  private readonly holders = new Map<string, InMemoryTx>();
  private readonly moving = new Map<string, { readonly by: InMemoryTx; readonly at: Cursor | undefined }>();

  override async get(consumer: string, producer: string): Promise<Cursor> {
    return this.heads.get(keyOf({ consumer, producer })) ?? beginning(consumer, producer);
  }

  override async begin(consumer: string, producer: string, tx: Tx): Promise<boolean> {
    const place = beginning(consumer, producer);
    if (this.now(place) !== undefined) return false;
    this.stage(place, place, inMemoryTx(tx));
    return true;
  }

  override async move(from: Cursor, to: Head, tx: Tx): Promise<boolean> {
    const { consumer, producer } = from;
    const moving = this.moving.get(keyOf(from));
    if (moving !== undefined && moving.by !== inMemoryTx(tx)) return false;
    const now = this.now(from);
    if (now?.epoch !== from.epoch || now.seq !== from.seq) return false;
    this.stage({ consumer, producer }, { consumer, producer, epoch: to.epoch, seq: to.seq }, inMemoryTx(tx));
    return true;
  }

  override async drop(cursor: Cursor, tx: Tx): Promise<void> {
    this.stage(cursor, undefined, inMemoryTx(tx));
  }

  override async list(): Promise<readonly Cursor[]> {
    return [...this.heads.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  override async hold(name: string, tx: Tx): Promise<readonly Cursor[]> {
    const by = inMemoryTx(tx);
    const holder = this.holders.get(name);
    if (holder !== undefined && holder !== by) throw new TransientFault('cursors-held', `Others hold those of ${name}`);
    this.holders.set(name, by);
    const free = (): boolean => this.holders.delete(name);
    by.onCommit(free);
    by.onRollback(free);
    return (await this.list()).filter(({ consumer }) => consumer.startsWith(`${name}@`));
  }

  /** As the open transaction that moves it sees it. */
  private now(of: Pick<Cursor, 'consumer' | 'producer'>): Cursor | undefined {
    const moving = this.moving.get(keyOf(of));
    return moving === undefined ? this.heads.get(keyOf(of)) : moving.at;
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

const beginning = (consumer: string, producer: string): Cursor => ({ consumer, producer, epoch: 1, seq: 0 });

const keyOf = ({ consumer, producer }: Pick<Cursor, 'consumer' | 'producer'>): string => `${consumer}\n${producer}`;
