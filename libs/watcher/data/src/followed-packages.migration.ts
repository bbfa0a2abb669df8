import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The packages that a definition takes files of; the projection fills them when it starts over. */
export class WatcherFollowedPackages1764900000000 implements MigrationInterface {
  readonly name = 'WatcherFollowedPackages1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE followed ADD COLUMN packages jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE followed DROP COLUMN packages');
  }
}
