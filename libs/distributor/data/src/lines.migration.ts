import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules and channels by line; the projections fill them when they start over. */
export class DistributorLines1764400000000 implements MigrationInterface {
  readonly name = 'DistributorLines1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE image_rules
        ADD COLUMN version_stream text NOT NULL DEFAULT 'default', ADD COLUMN variant text NOT NULL DEFAULT 'prod',
        ADD COLUMN ended_on text NOT NULL DEFAULT '', ADD COLUMN replacement text NOT NULL DEFAULT ''`);
    await runner.query(`
      ALTER TABLE channel
        ADD COLUMN version_stream text NOT NULL DEFAULT 'default', ADD COLUMN variant text NOT NULL DEFAULT 'prod',
        ADD COLUMN prod boolean NOT NULL DEFAULT true`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channel DROP COLUMN version_stream, DROP COLUMN variant, DROP COLUMN prod');
    await runner.query(`
      ALTER TABLE image_rules
        DROP COLUMN version_stream, DROP COLUMN variant, DROP COLUMN ended_on, DROP COLUMN replacement`);
  }
}
