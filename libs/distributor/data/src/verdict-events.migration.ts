import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which event told a verdict; the projection fills it when it starts over. */
export class DistributorVerdictEvents1764200000000 implements MigrationInterface {
  readonly name = 'DistributorVerdictEvents1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE verdict ADD COLUMN event text NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE verdict DROP COLUMN event');
  }
}
