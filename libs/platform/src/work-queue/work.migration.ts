import { MAX_CAUSES } from '@quench/ports';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements that are run once. There is no way back: rows are marked, never deleted. */
abstract class OneWay implements MigrationInterface {
  abstract readonly name: string;
  protected abstract readonly statements: readonly string[];

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of this.statements) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The work queue is not taken down'));
  }
}

/**
 * One row per (kind, key). `working` is the generation claimed last; `fresh` says that the next claim begins the wanted
 * one. `later` holds the causes that came while a generation was in progress. `turn` is a number drawn at each claim.
 * Effects are json, not jsonb, which refuses U+0000.
 */
const UP = [
  `CREATE TABLE work (
     kind text,
     key text,
     state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'dead', 'dropped')),
     priority int NOT NULL,
     fair_key text NOT NULL,
     not_before timestamptz NOT NULL,
     enqueued_at timestamptz NOT NULL,
     wanted bigint NOT NULL,
     working bigint NOT NULL DEFAULT 0,
     done bigint NOT NULL DEFAULT 0,
     attempts int NOT NULL DEFAULT 0,
     fresh boolean NOT NULL DEFAULT true,
     fence bigint NOT NULL DEFAULT 0,
     worker text,
     lease_until timestamptz,
     turn bigint NOT NULL DEFAULT 0,
     causes text[] NOT NULL,
     correlation_id text NOT NULL,
     later text[] NOT NULL DEFAULT '{}',
     later_correlation_id text,
     effect_state text CHECK (effect_state IN ('intended', 'confirmed', 'conflict')),
     effect_request json,
     effect_response json,
     reason text,
     PRIMARY KEY (kind, key),
     CHECK (done <= working AND working <= wanted))
   WITH (fillfactor = 80)`,
  `CREATE SEQUENCE work_turn`,
  `CREATE INDEX work_open ON work (kind, priority DESC, enqueued_at) WHERE state IN ('queued', 'running')`,
  `CREATE INDEX work_turns ON work (kind, fair_key, turn)`,
  `CREATE FUNCTION work_union(known text[], more text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
     SELECT coalesce(array_agg(id ORDER BY n), '{}') FROM (
       SELECT id, min(n) AS n FROM unnest(known || more) WITH ORDINALITY AS one(id, n)
       GROUP BY id ORDER BY min(n) DESC LIMIT ${String(MAX_CAUSES)}) AS newest $$`,
  `CREATE FUNCTION work_without(ids text[], known text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
     SELECT coalesce(array_agg(id ORDER BY n), '{}') FROM unnest(ids) WITH ORDINALITY AS one(id, n)
     WHERE id <> ALL (known) $$`,
];

/** The work queue of a service. */
class WorkMigration extends OneWay {
  readonly name = 'Work1735776000000';
  protected readonly statements = UP;
}

/** Items that wait may be held back. */
class HeldWorkMigration extends OneWay {
  readonly name = 'HeldWork1764300000000';
  protected readonly statements = [`ALTER TABLE work ADD COLUMN held boolean NOT NULL DEFAULT false`];
}

/**
 * Items that wait have a rank, the lowest of which is claimed next; `served` is the rank that was reached with the last claim
 * of an item. What is not over has an index, however much is done;
 * what waits has one in the order of claims.
 */
const RANKED = [
  `ALTER TABLE work ADD COLUMN rank bigint NOT NULL DEFAULT 0, ADD COLUMN served bigint NOT NULL DEFAULT 0`,
  `DROP INDEX work_turns, work_open`,
  `CREATE INDEX work_unfinished ON work (kind, state) WHERE state <> 'done'`,
  `CREATE INDEX work_waiting ON work (kind, priority DESC, rank, enqueued_at, key) WHERE state = 'queued' AND NOT held`,
  `CREATE INDEX work_due ON work (kind, worker, not_before) WHERE state = 'queued' AND NOT held`,
  `CREATE INDEX work_flows ON work (kind, fair_key, rank) WHERE state = 'queued'`,
  `CREATE INDEX work_served ON work (kind, priority, turn) WHERE turn > 0`,
];

class RankedWorkMigration extends OneWay {
  readonly name = 'RankedWork1764400000000';
  protected readonly statements = RANKED;
}

/** How urgent is what was wanted while a generation was in progress, and the rank that it got. */
class LaterPriorityWorkMigration extends OneWay {
  readonly name = 'LaterPriorityWork1764500000000';
  protected readonly statements = [`ALTER TABLE work ADD COLUMN later_priority int, ADD COLUMN later_rank bigint`];
}

/** What waits, in the order of claims, in an index that serves only them: its condition is written as theirs is. */
const NEXT = [
  `CREATE INDEX work_next ON work (kind, priority DESC, rank, enqueued_at, key)
     WHERE (state = 'queued' AND NOT held) IS TRUE`,
  `DROP INDEX work_waiting`,
];

class NextWorkMigration extends OneWay {
  readonly name = 'NextWork1765000000000';
  protected readonly statements = NEXT;
}

/** Run in the schema of every service that works. */
export const workMigrations = [
  WorkMigration,
  HeldWorkMigration,
  RankedWorkMigration,
  LaterPriorityWorkMigration,
  NextWorkMigration,
];
