import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tester's read models. */
export class TesterReadModels1764000000000 implements MigrationInterface {
  readonly name = 'TesterReadModels1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tested_image (
        key text PRIMARY KEY, image text NOT NULL, plan text NOT NULL, policy text NOT NULL, index text NOT NULL,
        revision integer NOT NULL, platforms jsonb NOT NULL, retired boolean NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tested_image');
  }
}
