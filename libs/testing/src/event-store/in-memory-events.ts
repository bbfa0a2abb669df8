import type { Appended, LogPlace } from '@quench/kernel';
import type { Clock, Epoch } from '@quench/ports';
import type { InMemoryTx } from '../transaction/in-memory-transactor.js';

type Listener = (seqs: { readonly first: number; readonly last: number }) => void;

/** An event and the place that it got in the log. */
export interface Logged {
  readonly event: Appended;
  readonly place: LogPlace;
}

/** What a database would hold of one service's events, as they were written. */
export class InMemoryEvents {
  readonly log: Logged[] = [];
  readonly epochs: Epoch[] = [{ epoch: 1, firstSeq: 1 }];
  private readonly streams = new Map<string, readonly Appended[]>();
  private readonly staged = new WeakMap<InMemoryTx, Appended[]>();
  private readonly locks = new Map<string, InMemoryTx>();
  private readonly listeners = new Set<Listener>();

  constructor(private readonly clock: Clock) {}

  /** Committed events of a stream, and those that `tx` is about to commit. */
  stream(stream: string, tx: InMemoryTx | undefined): readonly Appended[] {
    const staged = tx === undefined ? [] : (this.staged.get(tx) ?? []).filter((event) => event.stream === stream);
    return [...(this.streams.get(stream) ?? []), ...staged];
  }

  decided(commandId: string, tx: InMemoryTx | undefined): readonly Appended[] {
    const staged = tx === undefined ? [] : (this.staged.get(tx) ?? []);
    return [...this.log.map(({ event }) => event), ...staged].filter((event) => event.commandId === commandId);
  }

  /** Keeps others off the streams until `tx` ends. False: another transaction is at one of them. */
  lock(streams: readonly string[], tx: InMemoryTx | undefined): boolean {
    if (streams.some((stream) => ![undefined, tx].includes(this.locks.get(stream)))) return false;
    if (tx === undefined) return true;
    const fresh = streams.filter((stream) => !this.locks.has(stream));
    const unlock = (): void => fresh.forEach((stream) => this.locks.delete(stream));
    for (const stream of fresh) this.locks.set(stream, tx);
    tx.onCommit(unlock);
    tx.onRollback(unlock);
    return true;
  }

  write(events: readonly Appended[], tx: InMemoryTx | undefined): void {
    if (tx === undefined) {
      this.commit(events);
      return;
    }
    this.staged.set(tx, [...(this.staged.get(tx) ?? []), ...events]);
    tx.onCommit(() => this.commit(events));
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** As after a restore from a backup that ended at `seq`: later events are gone, and a new epoch begins. */
  restore(seq: number): void {
    for (const { event: gone } of this.log.splice(seq)) {
      const { stream, id } = gone;
      this.streams.set(
        stream,
        (this.streams.get(stream) ?? []).filter((event) => event.id !== id),
      );
    }
    this.epochs.push({ epoch: this.epochs.length + 1, firstSeq: seq + 1 });
  }

  private commit(events: readonly Appended[]): void {
    const first = this.log.length + 1;
    for (const event of events) {
      this.streams.set(event.stream, [...(this.streams.get(event.stream) ?? []), event]);
      const now = this.clock.now();
      const last = this.log.at(-1)?.place.sequencedAt ?? now;
      const sequencedAt = last > now ? last : now;
      const place = { epoch: this.epochs.length, globalSeq: this.log.length + 1, sequencedAt };
      this.log.push({ event, place });
    }
    for (const listener of this.listeners) listener({ first, last: this.log.length });
  }
}
