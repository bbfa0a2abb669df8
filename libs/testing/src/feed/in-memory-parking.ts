import { Parking, type Parked, type Tx } from '@quench/ports';
import { inMemoryTx } from '../transaction/in-memory-transactor.js';
import { ManualClock } from '../clock/manual-clock.js';

/** Parked keys for tests. */
export class InMemoryParking extends Parking {
  private entriesById = new Map<string, Parked>();

  constructor(private readonly clock = new ManualClock()) {
    super();
  }

  override async isParked(consumer: string, producer: string, key: string): Promise<boolean> {
    return (await this.entries(consumer, producer, key)).length > 0;
  }

  override async park(entry: Omit<Parked, 'parkedAt'>, tx: Tx): Promise<void> {
    inMemoryTx(tx).onCommit(() => {
      const parkedAt = this.entriesById.get(idOf(entry))?.parkedAt ?? this.clock.now();
      this.entriesById.set(idOf(entry), { ...entry, reason: entry.reason.replaceAll('\0', '\uFFFD'), parkedAt });
    });
  }

  override async list(limit: number): Promise<readonly Parked[]> {
    return [...this.entriesById.values()].sort(older).slice(0, limit);
  }

  override async entries(consumer: string, producer: string, key: string): Promise<readonly Parked[]> {
    return [...this.entriesById.values()]
      .filter((entry) => entry.consumer === consumer && entry.producer === producer && entry.key === key)
      .sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  }

  override async release(entry: Parked, tx: Tx): Promise<void> {
    inMemoryTx(tx).onCommit(() => this.entriesById.delete(idOf(entry)));
  }
}

const idOf = ({ consumer, producer, epoch, seq }: Omit<Parked, 'parkedAt'>): string =>
  JSON.stringify([consumer, producer, epoch, seq]);

const older = (a: Parked, b: Parked): number =>
  Date.parse(a.parkedAt) - Date.parse(b.parkedAt) || a.epoch - b.epoch || a.seq - b.seq;
