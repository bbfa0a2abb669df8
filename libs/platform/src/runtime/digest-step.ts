import type { Recorded } from '@quench/kernel';
import type { Cursor, Cursors, Head, Parking, Transactor, Tx } from '@quench/ports';
import { failpoint } from '../failpoints/index.js';
import type { Digester } from './digester.js';
import { NewerVersionGrace } from './newer-version-grace.js';
import { KEY_PARKED, versionUnknown } from './park-reasons.js';
import { interest, placeOf } from './place.js';

/** Another instance of this consumer moved the cursor: what was done here is rolled back. */
export class CursorMoved extends Error {
  override readonly name = 'CursorMoved';
}

/** What one transaction of a consumer writes to, besides its effect. */
export interface StepAdapters {
  readonly cursors: Cursors;
  readonly parking: Parking;
  readonly transactor: Transactor;
}

/** What the steps of a consumer need. */
export interface StepOptions extends StepAdapters {
  /** How long an event of a version that is unknown here is left to newer instances before it is parked. */
  readonly newerGraceMs: number;
}

/** What one transaction did. */
export interface Step {
  /** Where the consumer then stands. */
  readonly cursor: Cursor;
  /** The events that it digested; others it passed over or parked. */
  readonly digested: readonly Recorded[];
}

/** One transaction of a consumer: effect, parked events and cursor together. */
export class DigestStep {
  private readonly grace: NewerVersionGrace;
  /** Known as long as nobody else moves the cursor: whoever parks something moves it in the same transaction. */
  private nothingIsParked = false;

  constructor(
    private readonly digester: Digester,
    private readonly adapters: StepOptions,
  ) {
    this.grace = new NewerVersionGrace(digester, adapters.cursors, adapters.newerGraceMs);
  }

  /**
   * Gives the consumer a place, if it has none, and puts its things in order.
   * @param endOfLog asked once in a consumer's life, by one that begins there
   */
  async begin(endOfLog: () => Promise<Head>): Promise<void> {
    this.nothingIsParked = false;
    const { consumer, producer } = this.digester;
    await this.adapters.transactor.run(async (tx) => {
      await this.digester.begin(tx);
      const isNew = await this.adapters.cursors.begin(consumer, producer, tx);
      if (!isNew || this.digester.begins === undefined) return;
      const first = { consumer, producer, epoch: 1, seq: 0 };
      if (!(await this.adapters.cursors.move(first, await endOfLog(), tx))) throw this.moved();
    });
  }

  /** Waits for no other instance any more. */
  stop(): void {
    this.grace.stop();
  }

  /**
   * Digests events that come next.
   * @throws CursorMoved
   */
  async digest(cursor: Cursor, events: readonly Recorded[]): Promise<Step> {
    if (await this.grace.letOthersTake(events, cursor)) throw this.moved();
    const waiting = await this.parkedKeys(events);
    const digested: Recorded[] = [];
    const parked: { readonly event: Recorded; readonly reason: string }[] = [];
    for (const event of events) {
      const what = interest(this.digester.types, event.type);
      if (what === 'pass') continue;
      if (what === 'digest' && !waiting.has(event.stream)) {
        digested.push(event);
        continue;
      }
      waiting.add(event.stream);
      parked.push({ event, reason: what === 'digest' ? KEY_PARKED : versionUnknown(event.type) });
    }
    const write = digested.length > 0 ? await this.digester.digest(digested) : undefined;
    const moved = await this.move(cursor, events, async (tx) => {
      for (const { event, reason } of parked) await this.park(event, reason, 0, tx);
      await write?.(tx);
    });
    return { cursor: moved, digested };
  }

  /** Parks an event that could not be digested, and moves on. */
  parkNext(cursor: Cursor, event: Recorded, failed: { reason: string; attempts: number }): Promise<Cursor> {
    return this.move(cursor, [event], (tx) => this.park(event, failed.reason, failed.attempts, tx));
  }

  private async move(cursor: Cursor, events: readonly Recorded[], effect: (tx: Tx) => Promise<void>): Promise<Cursor> {
    const last = events.at(-1);
    if (last === undefined) return cursor;
    // Lost with the database it is digested again: the cursor goes with the effect.
    await this.adapters.transactor.run(async (tx) => {
      // First, so that of several instances those that come late have written nothing yet.
      if (!(await this.adapters.cursors.move(cursor, placeOf(last), tx))) throw this.moved();
      await effect(tx);
      failpoint('consumer-before-commit', cursor.consumer);
    }, 'later');
    failpoint('consumer-after-commit', cursor.consumer);
    return { ...cursor, ...placeOf(last) };
  }

  /** Whoever moved the cursor may have parked something. */
  private moved(): CursorMoved {
    this.nothingIsParked = false;
    return new CursorMoved();
  }

  private park(event: Recorded, reason: string, attempts: number, tx: Tx): Promise<void> {
    this.nothingIsParked = false;
    const { consumer, producer } = this.digester;
    const { epoch, globalSeq: seq, stream: key } = event;
    return this.adapters.parking.park({ consumer, producer, key, epoch, seq, reason, attempts }, tx);
  }

  private async parkedKeys(events: readonly Recorded[]): Promise<Set<string>> {
    const parked = new Set<string>();
    if (this.nothingIsParked) return parked;
    // Nearly always nothing is parked: one question instead of one per key.
    this.nothingIsParked = (await this.adapters.parking.list(1)).length === 0;
    if (this.nothingIsParked) return parked;
    const { consumer, producer, types } = this.digester;
    const keys = new Set(events.filter(({ type }) => types.includes(type)).map(({ stream }) => stream));
    for (const key of keys) if (await this.adapters.parking.isParked(consumer, producer, key)) parked.add(key);
    return parked;
  }
}
