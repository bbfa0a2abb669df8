import { Cursors, type Cursor, type Head, type Tx } from '@quench/ports';
import { inTx, withClient, type Database } from '../database/index.js';
import { CURSOR, CURSORS, DROP_CURSOR, MOVE_CURSOR } from './feed.sql.js';

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
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }
}
