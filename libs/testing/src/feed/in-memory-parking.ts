import { clip } from '@quench/kernel';
import { Parking, type Clock, type Parked, type ParkedCount, type Tx, type Unparked } from '@quench/ports';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { ManualClock } from '../clock/manual-clock.js';

const MAX_REASON = 4_000;
const storable = (reason: string): string => clip(reason, MAX_REASON).replaceAll('\0', '\uFFFD');

/** Parked keys for tests. Who comes second to a release that is still open is not made to wait, but sent away. */
export class InMemoryParking extends Parking {
  private readonly entriesById = new Map<string, Parked>();
  private readonly releasing = new Set<string>();

  constructor(private readonly clock: Clock = new ManualClock()) {
    super();
  }

  override async isParked(consumer: string, producer: string, key: string): Promise<boolean> {
    return (await this.entries(consumer, producer, key, 1)).length > 0;
  }

  override async park(entry: Unparked, tx: Tx): Promise<void> {
    inMemoryTx(tx).onCommit(() => {
      const parkedAt = this.entriesById.get(idOf(entry))?.parkedAt ?? entry.parkedAt ?? this.clock.now();
      this.entriesById.set(idOf(entry), { ...entry, reason: storable(entry.reason), parkedAt });
    });
  }

  override async list(limit: number): Promise<readonly Parked[]> {
    return [...this.entriesById.values()].sort(older).slice(0, limit);
  }

  override async counts(): Promise<readonly ParkedCount[]> {
    const groups = Object.values(
      Object.groupBy(this.entriesById.values(), ({ consumer, producer }) => JSON.stringify([consumer, producer])),
    );
    return groups.flatMap((entries = []) => {
      const [oldest] = entries.sort(older);
      if (oldest === undefined) return [];
      const { consumer, producer, parkedAt: since } = oldest;
      return [{ consumer, producer, events: entries.length, since }];
    });
  }

  override async firsts(consumer: string, producer: string, after: string, limit: number): Promise<readonly Parked[]> {
    const byKey = Map.groupBy(this.of(consumer, producer), ({ key }) => key);
    return [...byKey]
      .filter(([key]) => key > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, entries]) => entries.slice(0, 1))
      .slice(0, limit);
  }

  override async entries(consumer: string, producer: string, key: string, limit: number): Promise<readonly Parked[]> {
    return this.of(consumer, producer)
      .filter((entry) => entry.key === key)
      .slice(0, limit);
  }

  override async release(entry: Parked, tx: Tx): Promise<boolean> {
    const id = idOf(entry);
    if (!this.entriesById.has(id) || this.releasing.has(id)) return false;
    this.releasing.add(id);
    inMemoryTx(tx).onCommit(() => {
      this.releasing.delete(id);
      this.entriesById.delete(id);
    });
    inMemoryTx(tx).onRollback(() => this.releasing.delete(id));
    return true;
  }

  override async drop(consumer: string, producer: string, tx: Tx): Promise<void> {
    inMemoryTx(tx).onCommit(() => {
      for (const entry of this.of(consumer, producer)) this.entriesById.delete(idOf(entry));
    });
  }

  /** In the order of the log. */
  private of(consumer: string, producer: string): readonly Parked[] {
    return [...this.entriesById.values()]
      .filter((entry) => entry.consumer === consumer && entry.producer === producer)
      .sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  }
}

const idOf = ({ consumer, producer, epoch, seq }: Omit<Parked, 'parkedAt'>): string =>
  JSON.stringify([consumer, producer, epoch, seq]);

const older = (a: Parked, b: Parked): number =>
  Date.parse(a.parkedAt) - Date.parse(b.parkedAt) || a.epoch - b.epoch || a.seq - b.seq;
