import type { Projection, Recorded } from '@quench/kernel';
import type { Cursor, Cursors, Head, Parking, ReadModelWriter, Transactor, Tx } from '@quench/ports';
import { CursorMoved } from './digest-step.js';
import type { Digester } from './digester.js';

/** What a projection's rows are kept with. */
export interface ProjectionAdapters {
  readonly cursors: Cursors;
  readonly parking: Parking;
  readonly writer: ReadModelWriter;
  readonly transactor: Transactor;
}

/** Before the first event. */
const BEGINNING: Head = { epoch: 1, seq: 0 };

const prefixOf = (projection: Projection<object>): string => `${projection.name}@`;

/** Names the cursor of a projection's version. */
export const consumerOf = (projection: Projection<object>): string =>
  `${prefixOf(projection)}${String(projection.version)}`;

/** Keeps the rows of a read model. */
export class ProjectionDigester implements Digester {
  readonly consumer: string;
  readonly producer: string;
  readonly types: readonly string[];

  constructor(
    private readonly projection: Projection<object>,
    private readonly adapters: ProjectionAdapters,
  ) {
    this.consumer = consumerOf(projection);
    this.producer = projection.producer;
    this.types = projection.types;
  }

  /** Rows of another version go, with its cursor and what it has parked; the loop then builds them from the first event. */
  async begin(): Promise<void> {
    const { cursors, transactor } = this.adapters;
    const others = (await cursors.list()).filter(
      ({ consumer }) => consumer.startsWith(prefixOf(this.projection)) && consumer !== this.consumer,
    );
    if (others.length === 0) return;
    const own = await cursors.get(this.consumer, this.producer);
    await transactor.run((tx) => this.forget(own, others, tx));
  }

  async digest(events: readonly Recorded[], tx: Tx): Promise<void> {
    const { name } = this.projection;
    const touched = events.map((event) => ({ event, keys: this.projection.keys(event) }));
    const keys = [...new Set(touched.flatMap((one) => one.keys))];
    if (keys.length === 0) return;
    const rows = new Map<string, object | undefined>(await this.adapters.writer.load<object>(name, keys, tx));
    const changes = new Map<string, object | undefined>();
    for (const { event, keys: own } of touched) {
      for (const [key, row] of this.projection.apply(existing(rows, own), event)) {
        if (!own.includes(key)) throw new Error(`${name} changed row ${key}, which keys() did not name`);
        rows.set(key, row);
        changes.set(key, row);
      }
    }
    await this.adapters.writer.write(name, changes, tx);
  }

  async startOver(cursor: Cursor, tx: Tx): Promise<boolean> {
    await this.forget(cursor, [], tx);
    return true;
  }

  /**
   * In the order in which others write: a step moves its cursor before it writes rows, a new try releases its parked event
   * before. Who came first has committed when its cursor is moved or its entry dropped here, and its rows are cleared; who
   * comes later finds neither and writes nothing. Cleared first, the rows that a step in flight is still to commit would
   * stay. What was parked comes again with the other events: tried again besides, it would be digested twice.
   * @param own where this version was found: if it is elsewhere now, another instance was faster, and nothing is forgotten
   * @throws CursorMoved
   */
  private async forget(own: Cursor, others: readonly Cursor[], tx: Tx): Promise<void> {
    const { cursors, parking, writer } = this.adapters;
    // In one order, so that two versions that take turns do not lock crosswise.
    const all = [own, ...others].sort((a, b) => (a.consumer < b.consumer ? -1 : 1));
    for (const cursor of all) {
      if (cursor !== own) await cursors.drop(cursor, tx);
      else if (!(await cursors.move(own, BEGINNING, tx))) throw new CursorMoved();
    }
    for (const { consumer, producer } of all) await parking.drop(consumer, producer, tx);
    await writer.clear(this.projection.name, tx);
  }
}

const existing = (
  rows: ReadonlyMap<string, object | undefined>,
  keys: readonly string[],
): ReadonlyMap<string, object> =>
  new Map(
    keys.flatMap((key) => {
      const row = rows.get(key);
      return row === undefined ? [] : [[key, row] as const];
    }),
  );
