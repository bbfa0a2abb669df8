import type { Projection, Recorded } from '@quench/kernel';
import type { Cursor, Cursors, Parking, ReadModelWriter, Transactor, Tx } from '@quench/ports';
import type { Digester } from './digester.js';

/** What a projection's rows are kept with. */
export interface ProjectionAdapters {
  readonly cursors: Cursors;
  readonly parking: Parking;
  readonly writer: ReadModelWriter;
  readonly transactor: Transactor;
}

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
    await transactor.run((tx) => this.forget([...others, own], tx));
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
    await this.forget([cursor], tx);
    return true;
  }

  /**
   * In the order in which others write: a step moves its cursor before it writes rows, a new try releases its parked event
   * before. Who came first has committed when its cursor or entry can be dropped here, and its rows are cleared; who comes
   * later finds neither and writes nothing. Cleared first, the rows that a step in flight is still to commit would stay.
   * What was parked comes again with the other events: tried again besides, it would be digested twice.
   */
  private async forget(consumers: readonly Cursor[], tx: Tx): Promise<void> {
    const { cursors, parking, writer } = this.adapters;
    for (const cursor of consumers) await cursors.drop(cursor, tx);
    for (const { consumer, producer } of consumers) await parking.drop(consumer, producer, tx);
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
