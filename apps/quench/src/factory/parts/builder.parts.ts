import { builderMigrations, builderReadModels } from '@quench/builder-data';
import { BuilderModule, ProductVersion } from '@quench/builder-feature';
import { productVersion } from '@quench/platform/product-version';
import { SystemClock } from '@quench/platform/service-parts';
import { Clock, ContentStore, Ecosystems, ImageAssembler, ProjectEcosystems, UncachedEcosystems } from '@quench/ports';
import type { ServiceParts } from '../services.js';
import { signing } from './signing.js';

export const builder: ServiceParts = {
  name: 'builder',
  module: BuilderModule,
  readModels: builderReadModels,
  migrations: builderMigrations,
  providers: async (shared) => {
    const { ecosystems, projects, uncached } = await shared.known.get();
    const { assembler } = await shared.layers.get();
    return [
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: shared.content },
      { provide: Ecosystems, useValue: ecosystems },
      { provide: ImageAssembler, useValue: assembler },
      { provide: ProductVersion, useValue: { text: productVersion } },
      { provide: ProjectEcosystems, useValue: projects },
      { provide: UncachedEcosystems, useValue: uncached },
      ...signing('builder', shared),
    ];
  },
};
