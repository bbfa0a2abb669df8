import type { Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { ReadModelEntity } from '../read-models/index.js';
import { workMigrations } from '../work-queue/index.js';

/** What a service is made of; its schema, role and key have its name. */
export interface ServiceDefinition {
  readonly name: string;
  /** Its rules wired to ports. */
  readonly module: Type;
  readonly readModels: readonly ReadModelEntity[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** Everything that a service's schema needs besides its events: the queue that each has, and what is its own. */
export const migrationsOf = ({
  migrations,
}: Pick<ServiceDefinition, 'migrations'>): ServiceDefinition['migrations'] => [...workMigrations, ...migrations];
