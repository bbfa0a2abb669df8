import type { Provider } from '@nestjs/common';
import { ProductVersion } from '@quench/builder-feature';
import { Subscriptions } from '@quench/historian-feature';
import { ThreadPatterns } from '@quench/platform/patterns';
import { SystemClock } from '@quench/platform/service-parts';
import { EcdsaStatements } from '@quench/platform/signing';
import {
  Clock,
  ContentStore,
  Ecosystems,
  ImageAssembler,
  ImageLayers,
  PackageLayers,
  Patterns,
  ProjectEcosystems,
  Runner,
  Signer,
  Statements,
  UncachedEcosystems,
} from '@quench/ports';
import { defaultPollPolicy } from '@quench/watcher-domain';
import { PollSettings } from '@quench/watcher-feature';
import { productVersion } from '@quench/platform/product-version';
import type { SharedParts } from './shared-parts.js';

/** What the services of this process need of the world, each adapter under its port. */
export function providersOf(service: string, shared: SharedParts, pollIntervalMs: number): readonly Provider[] {
  const signer = shared.signers.get(service);
  return [
    { provide: Clock, useClass: SystemClock },
    { provide: ContentStore, useValue: shared.content },
    { provide: Ecosystems, useValue: shared.ecosystems },
    { provide: ImageAssembler, useValue: shared.assembler },
    { provide: ImageLayers, useValue: shared.imageLayers },
    { provide: PackageLayers, useValue: shared.packageLayers },
    { provide: Patterns, useClass: ThreadPatterns },
    { provide: PollSettings, useValue: { policy: { ...defaultPollPolicy, intervalMs: pollIntervalMs } } },
    { provide: ProjectEcosystems, useValue: shared.projects },
    { provide: ProductVersion, useValue: { text: productVersion } },
    { provide: Runner, useValue: shared.runner },
    { provide: Subscriptions, useValue: new Subscriptions(shared.subscribed, shared.notices, new SystemClock()) },
    { provide: UncachedEcosystems, useValue: shared.uncached },
    ...(signer === undefined ? [] : signing(signer, shared)),
  ];
}

const signing = (signer: Signer, shared: SharedParts): Provider[] => [
  { provide: Signer, useValue: signer },
  { provide: Statements, useValue: new EcdsaStatements(signer, shared.trusted, shared.content) },
];
