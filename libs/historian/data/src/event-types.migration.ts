import { PRODUCERS } from '@quench/historian-domain';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports read all events of some types, page by page: in the order of keys as pages are asked for. */
export class HistorianEventTypes1764100000000 implements MigrationInterface {
  readonly name = 'HistorianEventTypes1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const producer of PRODUCERS)
      await runner.query(`CREATE INDEX event_of_${producer}_types ON event_of_${producer} (type, key COLLATE "C")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const producer of PRODUCERS) await runner.query(`DROP INDEX event_of_${producer}_types`);
  }
}
