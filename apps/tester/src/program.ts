import { listedDeb } from '@quench/plugin-deb';
import { ThreadPatterns } from '@quench/platform/patterns';
import { productVersion } from '@quench/platform/product-version';
import {
  openEcosystems,
  openLayers,
  openSandbox,
  SystemClock,
  type ListedPlugin,
} from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { EcdsaStatements } from '@quench/platform/signing';
import { Clock, ContentStore, ImageLayers, PackageLayers, Patterns, Runner, Signer, Statements } from '@quench/ports';
import { testerMigrations, testerReadModels } from '@quench/tester-data';
import { TesterModule } from '@quench/tester-feature';
import { TesterConfiguration } from './config.js';

/** The ecosystems that this process knows. */
const plugins: readonly ListedPlugin[] = [listedDeb];

/** The tester as a process of its own. */
export const tester: ServiceProgram<TesterConfiguration> = {
  definition: {
    name: 'tester',
    module: TesterModule,
    readModels: testerReadModels,
    migrations: testerMigrations,
  },
  configuration: TesterConfiguration,
  version: productVersion,
  async parts({ configuration: { archives, threads }, content, cache, ownCache, signer, trusted, log }) {
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    const layers = await openLayers({ plugins, content, known, cache, threads });
    const { imageLayers, runner } = await openSandbox(content, ownCache);
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: ImageLayers, useValue: imageLayers },
        { provide: PackageLayers, useValue: layers.packageLayers },
        { provide: Patterns, useClass: ThreadPatterns },
        { provide: Runner, useValue: runner },
        { provide: Signer, useValue: signer },
        { provide: Statements, useValue: new EcdsaStatements(signer, trusted, content) },
      ],
      close: async () => {
        await Promise.all([known.close(), layers.close()]);
      },
    };
  },
};
