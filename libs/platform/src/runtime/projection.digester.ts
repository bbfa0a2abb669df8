import type { Projection, Recorded } from '@quench/kernel';
import type { Cursor, Cursors, ReadModelWriter, Transactor, Tx } from '@quench/ports';
import type { Digester } from './digester.js';

export interface ProjectionAdapters {
  readonly cursors: Cursors;
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

  /** Rows of another version go, with its cursor; the loop then builds them from the first event. */
  async begin(): Promise<void> {
    const { cursors, writer, transactor } = this.adapters;
    const others = (await cursors.list()).filter(
      ({ consumer }) => consumer.startsWith(prefixOf(this.projection)) && consumer !== this.consumer,
    );
    if (others.length === 0) return;
    await transactor.run(async (tx) => {
      await writer.clear(this.projection.name, tx);
      await cursors.drop(await cursors.get(this.consumer, this.producer), tx);
      for (const other of others) await cursors.drop(other, tx);
    });
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
    await this.adapters.writer.clear(this.projection.name, tx);
    await this.adapters.cursors.drop(cursor, tx);
    return true;
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
