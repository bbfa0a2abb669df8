import type { Type } from '@nestjs/common';
import type { ReadModelEntity } from '@quench/platform/read-models';
import type { MigrationInterface } from 'typeorm';
import { builderMigrations, builderReadModels } from '@quench/builder-data';
import { BuilderModule } from '@quench/builder-feature';
import { distributorMigrations, distributorReadModels } from '@quench/distributor-data';
import { DistributorModule } from '@quench/distributor-feature';
import { historianMigrations, historianReadModels } from '@quench/historian-data';
import { HistorianModule } from '@quench/historian-feature';
import { testerMigrations, testerReadModels } from '@quench/tester-data';
import { TesterModule } from '@quench/tester-feature';
import { watcherMigrations, watcherReadModels } from '@quench/watcher-data';
import { WatcherModule } from '@quench/watcher-feature';

export type ServiceName = 'watcher' | 'builder' | 'tester' | 'distributor' | 'historian';

/** What a service is made of; its schema, role and key have its name. */
export interface ServiceParts {
  readonly name: ServiceName;
  readonly module: Type;
  readonly readModels: readonly ReadModelEntity[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}

/** All services. */
export const services: readonly ServiceParts[] = [
  { name: 'watcher', module: WatcherModule, readModels: watcherReadModels, migrations: watcherMigrations },
  { name: 'builder', module: BuilderModule, readModels: builderReadModels, migrations: builderMigrations },
  { name: 'tester', module: TesterModule, readModels: testerReadModels, migrations: testerMigrations },
  {
    name: 'distributor',
    module: DistributorModule,
    readModels: distributorReadModels,
    migrations: distributorMigrations,
  },
  { name: 'historian', module: HistorianModule, readModels: historianReadModels, migrations: historianMigrations },
];
