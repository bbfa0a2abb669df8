import { distributorMigrations, distributorReadModels } from '@quench/distributor-data';
import { DistributorModule } from '@quench/distributor-feature';
import { SystemClock } from '@quench/platform/service-parts';
import { Clock, ContentStore } from '@quench/ports';
import type { ServiceParts } from '../services.js';
import { signing } from './signing.js';

export const distributor: ServiceParts = {
  name: 'distributor',
  module: DistributorModule,
  readModels: distributorReadModels,
  migrations: distributorMigrations,
  providers: (shared) =>
    Promise.resolve([
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: shared.content },
      ...signing('distributor', shared),
    ]),
};
