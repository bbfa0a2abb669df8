import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which line of its image a row is of; the projection fills it when it starts over. */
export class TesterTestedLines1764400000000 implements MigrationInterface {
  readonly name = 'TesterTestedLines1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tested_image
        ADD COLUMN version_stream text NOT NULL DEFAULT 'default', ADD COLUMN variant text NOT NULL DEFAULT 'prod'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tested_image DROP COLUMN version_stream, DROP COLUMN variant');
  }
}
