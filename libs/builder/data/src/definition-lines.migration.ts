import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The lines of a definition; the projection fills them when it starts over. A plan is of a line, not of an image: nobody
 * reads the column `plan`, which stays for instances of an older version beside this one.
 */
export class BuilderDefinitionLines1764400000000 implements MigrationInterface {
  readonly name = 'BuilderDefinitionLines1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE definition ADD COLUMN lines jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE definition DROP COLUMN lines');
  }
}
