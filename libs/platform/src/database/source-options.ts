import type { DataSourceOptions } from 'typeorm';
import { snakeCase } from './snake-case.js';

/** A class that TypeORM knows as an entity or a migration. */
export type Class<T = object> = new () => T;

/** Which service's schema, and where. */
export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Names the schema and the role: lower-case letters, digits and `_`. */
  readonly service: string;
}

/** Of the data sources that TypeORM knows, those of PostgreSQL. */
type PostgresOptions = Extract<DataSourceOptions, { readonly type: 'postgres' }>;

/** What TypeORM is told whoever connects. Nothing changes the schema unasked. */
export function sourceOptions({ host, port, database, service }: DatabasePlace): PostgresOptions {
  return {
    type: 'postgres',
    host,
    port,
    database,
    schema: service,
    applicationName: service,
    namingStrategy: snakeCase,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    migrationsTableName: 'migration',
  };
}
