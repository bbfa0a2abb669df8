import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

@Entity('lines')
class LinesEntity {
  @PrimaryColumn('text') key: string;
  @Column('jsonb') facts: object;
}

@Entity('ledger')
class LedgerEntity {
  @PrimaryColumn('text') key: string;
  @Column('jsonb') facts: object;
}

class MillMigration implements MigrationInterface {
  readonly name = 'Mill1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['lines', 'ledger']) {
      await runner.query(`CREATE TABLE ${table} (key text PRIMARY KEY, facts jsonb NOT NULL)`);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The tables of a test are not taken down'));
  }
}

export const millEntities = [
  { model: 'lines', entity: LinesEntity },
  { model: 'ledger', entity: LedgerEntity },
];
export const millMigrations = [MillMigration];
