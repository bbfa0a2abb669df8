import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `CREATE TABLE update_hold (
     key text PRIMARY KEY, line text NOT NULL, image text NOT NULL, version_stream text NOT NULL, variant text NOT NULL,
     purl text NOT NULL, name text NOT NULL, phase text NOT NULL, reason text NOT NULL, until text NOT NULL,
     since text NOT NULL, update jsonb NOT NULL)`,
  `CREATE INDEX ON update_hold (line, key)`,
];

/** Updates that wait, for a person or for a time. */
export class BuilderHolds1764600000000 implements MigrationInterface {
  readonly name = 'BuilderHolds1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE update_hold`);
  }
}
