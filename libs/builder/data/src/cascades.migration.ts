import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE cascade (
     key text PRIMARY KEY, cascade text NOT NULL, asks jsonb NOT NULL, cause text NOT NULL, origin text NOT NULL,
     urgent boolean NOT NULL, waves jsonb NOT NULL, forecast jsonb NOT NULL, phase text NOT NULL, reason text NOT NULL,
     planned_at text NOT NULL, ended_at text NOT NULL, changed int NOT NULL, unchanged int NOT NULL,
     failed jsonb NOT NULL)`,
  `CREATE INDEX ON cascade (key) WHERE phase IN ('running', 'paused')`,
  `CREATE TABLE cascade_line (
     key text PRIMARY KEY, cause text NOT NULL, line text NOT NULL, revision int NOT NULL)`,
  `CREATE TABLE build_cost (key text PRIMARY KEY, wall_ms int NOT NULL, cpu_ms int NOT NULL)`,
];

/** Cascades, what became of their lines, and what builds took. */
export class BuilderCascades1764500000000 implements MigrationInterface {
  readonly name = 'BuilderCascades1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE build_cost, cascade_line, cascade`);
  }
}
