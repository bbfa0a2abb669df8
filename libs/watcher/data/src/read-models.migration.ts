import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The watcher's read model. */
export class WatcherReadModels1764000000000 implements MigrationInterface {
  readonly name = 'WatcherReadModels1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE followed (
        key text PRIMARY KEY, image text NOT NULL, archives jsonb NOT NULL, platforms jsonb NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE followed');
  }
}
