import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stays rejected while another version waits; the projection fills it when it starts over. */
export class BuilderKeptRejections1764700000000 implements MigrationInterface {
  readonly name = 'BuilderKeptRejections1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE update_hold ADD COLUMN rejected jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE update_hold DROP COLUMN rejected');
  }
}
