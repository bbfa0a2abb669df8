import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever publishes a line asks for all of its image: without an index that would read every row for each of them. */
export class DistributorLinesOfImages1765000000000 implements MigrationInterface {
  readonly name = 'DistributorLinesOfImages1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX head_image ON head (image)');
    await runner.query('CREATE INDEX channel_repository ON channel (repository)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX channel_repository');
    await runner.query('DROP INDEX head_image');
  }
}
