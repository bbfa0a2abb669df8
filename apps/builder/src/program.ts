import { builderMigrations, builderReadModels } from '@quench/builder-data';
import { BuilderModule, ProductVersion } from '@quench/builder-feature';
import { listedDeb } from '@quench/plugin-deb';
import { listedNpm } from '@quench/plugin-npm';
import { productVersion } from '@quench/platform/product-version';
import { openEcosystems, openLayers, SystemClock, type ListedPlugin } from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { EcdsaStatements } from '@quench/platform/signing';
import {
  Clock,
  ContentStore,
  Ecosystems,
  ImageAssembler,
  PackageLayers,
  ProjectEcosystems,
  Signer,
  Statements,
  UncachedEcosystems,
} from '@quench/ports';
import { BuilderConfiguration } from './config.js';

/** The ecosystems that this process knows. */
const plugins: readonly ListedPlugin[] = [listedDeb, listedNpm];

/** The builder as a process of its own. */
export const builder: ServiceProgram<BuilderConfiguration> = {
  definition: {
    name: 'builder',
    module: BuilderModule,
    readModels: builderReadModels,
    migrations: builderMigrations,
  },
  configuration: BuilderConfiguration,
  version: productVersion,
  async parts({ configuration: { archives, threads }, content, cache, signer, trusted, log }) {
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    const layers = await openLayers({ plugins, content, known, cache, threads });
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: known.ecosystems },
        { provide: ImageAssembler, useValue: layers.assembler },
        { provide: PackageLayers, useValue: layers.packageLayers },
        { provide: ProjectEcosystems, useValue: known.projects },
        { provide: ProductVersion, useValue: { text: productVersion } },
        { provide: Signer, useValue: signer },
        { provide: Statements, useValue: new EcdsaStatements(signer, trusted, content) },
        { provide: UncachedEcosystems, useValue: known.uncached },
      ],
      close: async () => {
        await Promise.all([known.close(), layers.close()]);
      },
    };
  },
};
