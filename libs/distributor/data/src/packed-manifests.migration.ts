import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which pack a manifest lies in; the projection fills it when it starts over. */
export class DistributorPackedManifests1766000000000 implements MigrationInterface {
  readonly name = 'DistributorPackedManifests1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE published_manifest ADD COLUMN packed text NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE published_manifest DROP COLUMN packed');
  }
}
