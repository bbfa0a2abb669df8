import { historianMigrations, historianReadModels } from '@quench/historian-data';
import { HistorianModule } from '@quench/historian-feature';
import { listedDeb } from '@quench/plugin-deb';
import { listedNpm } from '@quench/plugin-npm';
import { productVersion } from '@quench/platform/product-version';
import { openEcosystems, SystemClock, type ListedPlugin } from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { Clock, ContentStore, Ecosystems, ProjectEcosystems } from '@quench/ports';
import { HistorianConfiguration } from './config.js';

/** The ecosystems that this process knows. */
const plugins: readonly ListedPlugin[] = [listedDeb, listedNpm];

/** The historian as a process of its own. */
export const historian: ServiceProgram<HistorianConfiguration> = {
  definition: {
    name: 'historian',
    module: HistorianModule,
    readModels: historianReadModels,
    migrations: historianMigrations,
  },
  configuration: HistorianConfiguration,
  version: productVersion,
  async parts({ configuration: { archives }, content, cache, log }) {
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: known.ecosystems },
        { provide: ProjectEcosystems, useValue: known.projects },
      ],
      close: () => known.close(),
    };
  },
};
