import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a channel followed to each index; the projection fills it when it starts over. */
export class DistributorChannelMoves1764100000000 implements MigrationInterface {
  readonly name = 'DistributorChannelMoves1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE channel ADD COLUMN moves jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel DROP COLUMN moves');
  }
}
