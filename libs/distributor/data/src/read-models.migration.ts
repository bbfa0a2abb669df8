import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The distributor's read models. */
export class DistributorReadModels1764000000000 implements MigrationInterface {
  readonly name = 'DistributorReadModels1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE head (
        key text PRIMARY KEY, image text NOT NULL, version_stream text NOT NULL, variant text NOT NULL,
        revision integer NOT NULL, recipes jsonb NOT NULL, version text NOT NULL, channels jsonb NOT NULL,
        packages integer NOT NULL)`);
    await runner.query(`
      CREATE TABLE built_image (
        key text PRIMARY KEY, image text NOT NULL, version_stream text NOT NULL, variant text NOT NULL,
        revision integer NOT NULL, index text NOT NULL, platforms jsonb NOT NULL, size_bytes double precision NOT NULL)`);
    await runner.query(`
      CREATE TABLE image_rules (
        key text PRIMARY KEY, image text NOT NULL, plan text NOT NULL, policy text NOT NULL, retired boolean NOT NULL)`);
    await runner.query(`
      CREATE TABLE verdict (
        key text PRIMARY KEY, image text NOT NULL, index text NOT NULL, plan text NOT NULL, policy text NOT NULL,
        approved boolean NOT NULL, statement text NOT NULL, failing jsonb NOT NULL)`);
    await runner.query(`
      CREATE TABLE channel (
        key text PRIMARY KEY, repository text NOT NULL, tag text NOT NULL, index text NOT NULL,
        revision integer NOT NULL, publication text NOT NULL, frozen boolean NOT NULL, retired boolean NOT NULL,
        reason text NOT NULL, changed_at text NOT NULL)`);
    // The gateway pages tags in byte order, whatever the database's own order is.
    await runner.query(`
      CREATE TABLE tag (
        key text COLLATE "C" PRIMARY KEY, repository text NOT NULL, tag text NOT NULL, digest text NOT NULL,
        kind text NOT NULL)`);
    await runner.query(`
      CREATE TABLE published_manifest (
        key text COLLATE "C" PRIMARY KEY, repository text NOT NULL, digest text NOT NULL, index text NOT NULL,
        subject text NOT NULL)`);
    await runner.query('CREATE INDEX published_manifest_subject ON published_manifest (repository, subject)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['published_manifest', 'tag', 'channel', 'verdict', 'image_rules', 'built_image', 'head']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
