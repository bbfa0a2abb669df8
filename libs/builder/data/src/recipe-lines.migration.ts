import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines by recipe. */
export class BuilderRecipeLines1764200000000 implements MigrationInterface {
  readonly name = 'BuilderRecipeLines1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE recipe_line (key text PRIMARY KEY, recipe text NOT NULL, line text NOT NULL)`);
    await runner.query(`CREATE INDEX ON recipe_line (recipe, key)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE recipe_line`);
  }
}
