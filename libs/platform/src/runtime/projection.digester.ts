import { TransientFault, type Projection, type Recorded } from '@quench/kernel';
import type { Cursor, Cursors, Head, Parking, ReadModelWriter, Tx } from '@quench/ports';
import { CursorMoved } from './digest-step.js';
import type { Digester, Effect } from './digester.js';

/** What a projection's rows are kept with. */
export interface ProjectionAdapters {
  readonly cursors: Cursors;
  readonly parking: Parking;
  readonly writer: ReadModelWriter;
}

/** Before the first event. */
const BEGINNING: Head = { epoch: 1, seq: 0 };

/** Names the cursor of a projection's version. */
export const consumerOf = ({ name, version }: Pick<Projection<object>, 'name' | 'version'>): string =>
  `${name}@${String(version)}`;

const versionOf = ({ consumer }: Cursor): number => Number(consumer.slice(consumer.lastIndexOf('@') + 1));

/** Keeps the rows of a read model. */
export class ProjectionDigester implements Digester {
  readonly consumer: string;
  readonly producer: string;
  readonly types: readonly string[];
  private hasKeptRows = false;

  constructor(
    private readonly projection: Projection<object>,
    private readonly adapters: ProjectionAdapters,
  ) {
    this.consumer = consumerOf(projection);
    this.producer = projection.producer;
    this.types = projection.types;
  }

  /**
   * Rows of another version go, with its cursor and what it has parked; the loop then builds them from the first event. One
   * that kept the rows and lost them to a newer version does not take them back: the two would take turns for ever.
   * @throws TransientFault `rows-of-newer-version`
   */
  async begin(tx: Tx): Promise<void> {
    const { name, version } = this.projection;
    const all = await this.adapters.cursors.hold(name, tx);
    if (all.every(({ consumer }) => consumer === this.consumer)) {
      this.hasKeptRows ||= all.length > 0;
      return;
    }
    if (this.hasKeptRows && all.some((one) => versionOf(one) > version)) {
      throw new TransientFault('rows-of-newer-version', `Instances of a newer version keep the rows of ${name}`);
    }
    for (const cursor of all) await this.adapters.cursors.drop(cursor, tx);
    await this.clear(all, tx);
  }

  async digest(events: readonly Recorded[]): Promise<Effect> {
    return (tx) => this.write(events, tx);
  }

  private async write(events: readonly Recorded[], tx: Tx): Promise<void> {
    const { name } = this.projection;
    this.hasKeptRows = true;
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

  /** @throws CursorMoved where it stands elsewhere: another instance was faster, and nothing is forgotten */
  async startOver(cursor: Cursor, tx: Tx): Promise<boolean> {
    if (!(await this.adapters.cursors.move(cursor, BEGINNING, tx))) throw new CursorMoved();
    await this.clear([cursor], tx);
    return true;
  }

  /**
   * Once cursors are moved or dropped, in the order in which others write: a step moves its cursor before it writes rows, a
   * new try releases its parked event before. Who came first has committed by then, and its rows are cleared; who comes later
   * finds neither and writes nothing. Cleared first, the rows that a step in flight is still to commit would stay. What was
   * parked comes again with the other events: tried again besides, it would be digested twice.
   */
  private async clear(all: readonly Cursor[], tx: Tx): Promise<void> {
    for (const { consumer, producer } of all) await this.adapters.parking.drop(consumer, producer, tx);
    await this.adapters.writer.clear(this.projection.name, tx);
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
