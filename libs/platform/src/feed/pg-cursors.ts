import { Cursors, type Cursor, type Head, type Tx } from '@quench/ports';
import { inTx, withClient, type Database } from '../database/index.js';
import {
  BEGIN_CURSOR,
  CURSOR,
  CURSORS,
  CURSORS_OF_VERSIONS,
  DROP_CURSOR,
  LOCK_VERSIONS,
  MOVE_CURSOR,
} from './feed.sql.js';

interface Row {
  readonly consumer: string;
  readonly producer: string;
  readonly epoch: number;
  readonly seq: string;
}

/** Cursors of one service's consumers, in its schema. */
export class PgCursors extends Cursors {
  constructor(private readonly database: Database) {
    super();
  }

  override async get(consumer: string, producer: string): Promise<Cursor> {
    const values = [consumer, producer];
    const { rows } = await withClient(this.database, (client) => client.query<Row>({ ...CURSOR, values }));
    return { consumer, producer, epoch: rows[0]?.epoch ?? 1, seq: Number(rows[0]?.seq ?? 0) };
  }

  override async begin(consumer: string, producer: string, tx: Tx): Promise<boolean> {
    const { rowCount } = await inTx(tx).client.query({ ...BEGIN_CURSOR, values: [consumer, producer] });
    return rowCount === 1;
  }

  override async move(from: Cursor, to: Head, tx: Tx): Promise<boolean> {
    const values = [from.consumer, from.producer, from.epoch, from.seq, to.epoch, to.seq];
    const { rowCount } = await inTx(tx).client.query({ ...MOVE_CURSOR, values });
    return rowCount === 1;
  }

  override async drop({ consumer, producer }: Cursor, tx: Tx): Promise<void> {
    await inTx(tx).client.query({ ...DROP_CURSOR, values: [consumer, producer] });
  }

  override async list(): Promise<readonly Cursor[]> {
    const { rows } = await withClient(this.database, (client) => client.query<Row>({ ...CURSORS }));
    return rows.map(cursorOf);
  }

  override async hold(name: string, tx: Tx): Promise<readonly Cursor[]> {
    const { client } = inTx(tx);
    await client.query({ ...LOCK_VERSIONS, values: [name] });
    const { rows } = await client.query<Row>({ ...CURSORS_OF_VERSIONS, values: [name] });
    return rows.map(cursorOf);
  }
}

const cursorOf = (row: Row): Cursor => ({ ...row, seq: Number(row.seq) });
