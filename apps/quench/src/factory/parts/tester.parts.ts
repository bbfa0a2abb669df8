import { ThreadPatterns } from '@quench/platform/patterns';
import { SystemClock } from '@quench/platform/service-parts';
import { Clock, ContentStore, ImageLayers, PackageLayers, Patterns, Runner } from '@quench/ports';
import { testerMigrations, testerReadModels } from '@quench/tester-data';
import { TesterModule } from '@quench/tester-feature';
import type { ServiceParts } from '../services.js';
import { signing } from './signing.js';

export const tester: ServiceParts = {
  name: 'tester',
  module: TesterModule,
  readModels: testerReadModels,
  migrations: testerMigrations,
  providers: async (shared) => {
    const { packageLayers } = await shared.layers.get();
    const { imageLayers, runner } = await shared.sandbox();
    return [
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: shared.content },
      { provide: ImageLayers, useValue: imageLayers },
      { provide: PackageLayers, useValue: packageLayers },
      { provide: Patterns, useClass: ThreadPatterns },
      { provide: Runner, useValue: runner },
      ...signing('tester', shared),
    ];
  },
};
