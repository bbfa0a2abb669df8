import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which definition the plan of an image was made from; the projection fills it when it starts over. */
export class DistributorPlannedRules1764300000000 implements MigrationInterface {
  readonly name = 'DistributorPlannedRules1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE image_rules ADD COLUMN planned text NOT NULL DEFAULT ''`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE image_rules DROP COLUMN planned');
  }
}
