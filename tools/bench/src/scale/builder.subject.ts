/**
 * The builder as its own process has it, but for two things where adapters are chosen: the archive is made up, and
 * building an image is a sleep. Takes the options of any service, and a `BuilderAsked` at a time, which it answers when
 * it is done.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { builderMigrations, builderReadModels } from '@quench/builder-data';
import { ApplyCatalog, BuilderModule, ProductVersion, type CatalogOutcome } from '@quench/builder-feature';
import { OpenedProjects } from '@quench/platform/plugin-host';
import { productVersion } from '@quench/platform/product-version';
import { SystemClock } from '@quench/platform/service-parts';
import { runService, ServiceConfiguration, type ServiceProgram } from '@quench/platform/service-process';
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
import type { CommandBus } from '@nestjs/cqrs';
import type { BuilderAsked } from './builder-asked.js';
import { GeneratedEcosystems } from './generated-ecosystem.js';
import { SleepingAssembler } from './sleeping-assembler.js';

const somebody = { kind: 'service', id: 'bench', authenticatedBy: 'process' } as const;

async function apply(commands: CommandBus, images: readonly string[]): Promise<CatalogOutcome> {
  const distribution = { release: 'debian/trixie', pockets: ['release'] };
  const definitions = images.map((image): [string, string] => [
    `${image}.yaml`,
    JSON.stringify({ image, summary: image, distribution, packages: [image], channels: ['latest'] }),
  ]);
  const files = { definitions: new Map(definitions), assets: new Map<string, Uint8Array>(), others: [] };
  const options = { idempotencyKey: randomUUID(), actor: somebody, retire: [] };
  return commands.execute(new ApplyCatalog(files, options));
}

const builder: ServiceProgram = {
  definition: { name: 'builder', module: BuilderModule, readModels: builderReadModels, migrations: builderMigrations },
  configuration: ServiceConfiguration,
  version: productVersion,
  parts: async ({ content, signer, trusted }) => {
    const ecosystems = new GeneratedEcosystems(content);
    const assembler = new SleepingAssembler(content);
    const carryOut = async (asked: BuilderAsked, commands: CommandBus): Promise<unknown> => {
      if (asked.kind === 'apply') return (await apply(commands, asked.images)).problems;
      assembler.sleepMs = asked.sleepMs;
      return [];
    };
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: ecosystems },
        { provide: ImageAssembler, useValue: assembler },
        { provide: PackageLayers, useValue: {} },
        { provide: ProjectEcosystems, useValue: new OpenedProjects([]) },
        { provide: ProductVersion, useValue: { text: productVersion } },
        { provide: Signer, useValue: signer },
        { provide: Statements, useValue: new EcdsaStatements(signer, trusted, content) },
        { provide: UncachedEcosystems, useValue: ecosystems },
      ],
      serve: async ({ commands }) => {
        process.on('message', (asked: BuilderAsked) => {
          void carryOut(asked, commands).then((answer) => process.send?.(answer));
        });
      },
      close: async () => undefined,
    };
  },
};

process.exit(await runService(builder, process.argv.slice(2)));
