/** The builder as its own process has it, but of a version that writes newer images. Takes the options of any service. */
import 'reflect-metadata';
import { builderMigrations, builderReadModels } from '@quench/builder-data';
import { BuilderModule, ProductVersion } from '@quench/builder-feature';
import { openEcosystems, openLayers, SystemClock } from '@quench/platform/service-parts';
import { ArchivesConfiguration, runService, type ServiceProgram } from '@quench/platform/service-process';
import { EcdsaStatements } from '@quench/platform/signing';
import { listedDeb } from '@quench/plugin-deb';
import {
  Clock,
  ContentStore,
  Ecosystems,
  ImageAssembler,
  PackageLayers,
  Signer,
  Statements,
  UncachedEcosystems,
} from '@quench/ports';
import { NewerAssembler } from './newer-assembler.js';

const version = '9.0.0';
const plugins = [listedDeb];

const newer: ServiceProgram<ArchivesConfiguration> = {
  definition: { name: 'builder', module: BuilderModule, readModels: builderReadModels, migrations: builderMigrations },
  configuration: ArchivesConfiguration,
  version,
  async parts({ configuration: { archives }, content, cache, signer, trusted, log }) {
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    const layers = openLayers({ plugins, content, ecosystems: known.ecosystems, cache, threads: 1 });
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: known.ecosystems },
        { provide: ImageAssembler, useValue: new NewerAssembler(layers.assembler) },
        { provide: PackageLayers, useValue: layers.packageLayers },
        { provide: ProductVersion, useValue: { text: version } },
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

process.exit(await runService(newer, process.argv.slice(2)));
