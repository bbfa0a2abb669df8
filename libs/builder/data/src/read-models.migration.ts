import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The builder's read models. */
export class BuilderReadModels1764000000000 implements MigrationInterface {
  readonly name = 'BuilderReadModels1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE definition (
        key text PRIMARY KEY, image text NOT NULL, edition integer NOT NULL, definition text NOT NULL,
        policy text NOT NULL, distribution text NOT NULL, pockets jsonb NOT NULL, platforms jsonb NOT NULL,
        archives jsonb NOT NULL, plan text, waived jsonb NOT NULL)`);
    await runner.query(`
      CREATE TABLE archive (
        key text PRIMARY KEY, origin text NOT NULL, suite text NOT NULL, snapshot jsonb NOT NULL, event text NOT NULL)`);
    await runner.query(`
      CREATE TABLE head_lock (
        key text PRIMARY KEY, image text NOT NULL, version_stream text NOT NULL, variant text NOT NULL,
        revision integer NOT NULL, lock text NOT NULL, definition text NOT NULL, version text NOT NULL,
        recipes jsonb NOT NULL, packages integer NOT NULL, index text NOT NULL, size_bytes double precision NOT NULL,
        failure text NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['head_lock', 'archive', 'definition']) await runner.query(`DROP TABLE ${table}`);
  }
}
