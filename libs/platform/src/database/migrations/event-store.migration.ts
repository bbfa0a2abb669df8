import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log and who has read it. `position` is drawn before a commit and so has holes and late-comers; `global_seq` is
 * given after it by the sequencer, without either. `event.data` is json, not jsonb: it keeps the text as appended, and
 * jsonb refuses U+0000, which hostile output may contain.
 */
const UP = [
  `CREATE TABLE stream (
     stream_id text PRIMARY KEY,
     version bigint NOT NULL)`,
  `CREATE TABLE event (
     position bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
     event_id uuid NOT NULL UNIQUE,
     stream_id text NOT NULL,
     version bigint NOT NULL,
     type text NOT NULL,
     data json NOT NULL,
     command_id uuid NOT NULL,
     decision_size int NOT NULL,
     meta json NOT NULL,
     occurred_at timestamptz(3) NOT NULL,
     recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     UNIQUE (stream_id, version))`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'Rows of % are facts: never updated, never deleted', TG_TABLE_NAME;
   END $$`,
  `CREATE TABLE outbox (position bigint PRIMARY KEY)`,
  `CREATE TABLE event_log (
     global_seq bigint PRIMARY KEY,
     position bigint NOT NULL UNIQUE,
     sequenced_at timestamptz(3) NOT NULL)`,
  `CREATE INDEX event_log_sequenced_at ON event_log (sequenced_at, global_seq)`,
  ...['event', 'event_log'].map(
    (table) =>
      `CREATE TRIGGER ${table}_is_a_fact BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ),
  `CREATE TABLE epoch (
     epoch int PRIMARY KEY,
     first_seq bigint NOT NULL,
     system_identifier text NOT NULL,
     timeline int NOT NULL,
     reason text NOT NULL,
     begun_at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE TABLE cursor (
     consumer text,
     producer text,
     epoch int NOT NULL,
     seq bigint NOT NULL,
     moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (consumer, producer))`,
  `CREATE TABLE parked (
     consumer text,
     producer text,
     key text NOT NULL,
     epoch int,
     seq bigint,
     reason text NOT NULL,
     attempts int NOT NULL,
     parked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
     PRIMARY KEY (consumer, producer, epoch, seq))`,
  `CREATE INDEX parked_key ON parked (consumer, producer, key, epoch, seq)`,
];

/** The tables that every service has. Its instant is older than any other migration's. */
class EventStoreMigration implements MigrationInterface {
  readonly name = 'EventStore1735689600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** There is no way back: the tables hold facts. */
  down(): Promise<void> {
    return Promise.reject(new Error('The event store is not taken down'));
  }
}

/** SQL that names the table of a log among all of a cluster. @param schema empty: that of the session */
export const logTable = (schema: string): string =>
  `((SELECT oid FROM pg_database WHERE datname = current_database()) || '/' ||
    '${schema === '' ? '' : `${schema}.`}event_log'::regclass::oid)`;

/** A log that was restored into the same cluster is another table: an epoch says of which table it is. */
class LogTableMigration implements MigrationInterface {
  readonly name = 'LogTable1764115200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE epoch ADD COLUMN log_table text`);
    await runner.query(`UPDATE epoch SET log_table = ${logTable('')}`);
    await runner.query(`ALTER TABLE epoch ALTER COLUMN log_table SET NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE epoch DROP COLUMN log_table`);
  }
}

/** In every service's schema. */
export const eventStoreMigrations = [EventStoreMigration, LogTableMigration];
