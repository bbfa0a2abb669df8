import type { ServiceDefinition } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
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

/** One of the services that this process runs. */
export interface ServiceParts extends ServiceDefinition {
  readonly name: ServiceName;
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

export const serviceNames: readonly ServiceName[] = services.map(({ name }) => name);
