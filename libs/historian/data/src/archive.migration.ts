import { PRODUCERS } from '@quench/historian-domain';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The archive of every producer. */
export class HistorianArchive1764000000000 implements MigrationInterface {
  readonly name = 'HistorianArchive1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const producer of PRODUCERS) {
      await runner.query(`
        CREATE TABLE event_of_${producer} (
          key text PRIMARY KEY, id text NOT NULL, type text NOT NULL, stream text NOT NULL, version integer NOT NULL,
          epoch integer NOT NULL, global_seq integer NOT NULL, sequenced_at text NOT NULL, occurred_at text NOT NULL,
          causes jsonb NOT NULL, correlation_id text NOT NULL, actor jsonb NOT NULL, command_id text NOT NULL,
          producer text NOT NULL, data jsonb NOT NULL)`);
      await runner.query(`CREATE INDEX ON event_of_${producer} (stream, version)`);
      await runner.query(`CREATE INDEX ON event_of_${producer} (correlation_id)`);
      await runner.query(`
        CREATE TABLE subject_of_${producer} (
          key text PRIMARY KEY, subject text NOT NULL, event text NOT NULL, global_seq integer NOT NULL)`);
      await runner.query(`CREATE INDEX ON subject_of_${producer} (subject, global_seq)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const producer of PRODUCERS) {
      await runner.query(`DROP TABLE subject_of_${producer}`);
      await runner.query(`DROP TABLE event_of_${producer}`);
    }
  }
}
