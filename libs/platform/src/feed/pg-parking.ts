import { Parking, type Parked, type ParkedCount, type Tx, type Unparked } from '@quench/ports';
import { inTx, withClient, type Database } from '../database/index.js';
import type { Prepared } from '../database/index.js';
import { storableText } from '../work-queue/work-rows.js';
import {
  COUNT_PARKED,
  DROP_PARKED,
  FIRST_PARKED,
  IS_PARKED,
  LIST_PARKED,
  PARK,
  PARKED_OF_KEY,
  RELEASE,
} from './feed.sql.js';

interface Row {
  readonly consumer: string;
  readonly producer: string;
  readonly key: string;
  readonly epoch: number;
  readonly seq: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parked_at: Date;
}

/** Parked keys of one service's consumers, in its schema. */
export class PgParking extends Parking {
  constructor(private readonly database: Database) {
    super();
  }

  override async isParked(consumer: string, producer: string, key: string): Promise<boolean> {
    const values = [consumer, producer, key];
    const { rows } = await withClient(this.database, (client) =>
      client.query<{ readonly parked: boolean }>({ ...IS_PARKED, values }),
    );
    return rows[0]?.parked ?? false;
  }

  override async park(entry: Unparked, tx: Tx): Promise<void> {
    const { consumer, producer, key, epoch, seq, attempts } = entry;
    const values = [consumer, producer, key, epoch, seq, storableText(entry.reason), attempts, entry.parkedAt];
    await inTx(tx).client.query({ ...PARK, values });
  }

  override list(limit: number): Promise<readonly Parked[]> {
    return this.rows(LIST_PARKED, [limit]);
  }

  override async counts(): Promise<readonly ParkedCount[]> {
    const { rows } = await withClient(this.database, (client) =>
      client.query<Omit<ParkedCount, 'since'> & { readonly since: Date }>(COUNT_PARKED),
    );
    return rows.map(({ since, ...row }) => ({ ...row, since: since.toISOString() }));
  }

  override firsts(consumer: string, producer: string, after: string, limit: number): Promise<readonly Parked[]> {
    return this.rows(FIRST_PARKED, [consumer, producer, after, limit]);
  }

  override entries(consumer: string, producer: string, key: string, limit: number): Promise<readonly Parked[]> {
    return this.rows(PARKED_OF_KEY, [consumer, producer, key, limit]);
  }

  override async release({ consumer, producer, epoch, seq }: Parked, tx: Tx): Promise<boolean> {
    const values = [consumer, producer, epoch, seq];
    return (await inTx(tx).client.query({ ...RELEASE, values })).rowCount === 1;
  }

  override async drop(consumer: string, producer: string, tx: Tx): Promise<void> {
    await inTx(tx).client.query({ ...DROP_PARKED, values: [consumer, producer] });
  }

  private async rows(statement: Prepared, values: readonly unknown[]): Promise<readonly Parked[]> {
    const { rows } = await withClient(this.database, (client) =>
      client.query<Row>({ ...statement, values: [...values] }),
    );
    return rows.map(({ parked_at, ...row }) => ({ ...row, seq: Number(row.seq), parkedAt: parked_at.toISOString() }));
  }
}
