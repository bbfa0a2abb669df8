import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What images are derived from; the projections fill it when they start over. */
export class BuilderDerivedImages1764800000000 implements MigrationInterface {
  readonly name = 'BuilderDerivedImages1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE definition ADD COLUMN parent text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE head_lock ADD COLUMN parent text NOT NULL DEFAULT ''`);
    await runner.query('CREATE INDEX definition_parent ON definition (parent)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX definition_parent');
    await runner.query('ALTER TABLE head_lock DROP COLUMN parent');
    await runner.query('ALTER TABLE definition DROP COLUMN parent');
  }
}
