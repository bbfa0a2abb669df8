import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which definition the plan and the image of a row are of; the projection fills it when it starts over. */
export class TesterTestedDefinitions1764200000000 implements MigrationInterface {
  readonly name = 'TesterTestedDefinitions1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tested_image
        ADD COLUMN definition text NOT NULL DEFAULT '', ADD COLUMN planned text NOT NULL DEFAULT '',
        ADD COLUMN locked integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tested_image DROP COLUMN definition, DROP COLUMN planned, DROP COLUMN locked');
  }
}
