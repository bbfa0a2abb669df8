import type { DistributionPlugin, EcosystemPlugin } from '@quench/plugin-sdk';
import { artifactsLaws } from './distribution/artifacts.laws.js';
import { dependenciesLaws } from './distribution/dependencies.laws.js';
import { installLaws } from './distribution/install.laws.js';
import { distributionQuestions } from './distribution/questions.js';
import type { DistributionSamples } from './distribution/samples.js';
import { snapshotsLaws } from './distribution/snapshots.laws.js';
import { distributionWorld } from './distribution/world.js';
import type { Law } from './law.js';
import { askingLaws } from './laws/asking.laws.js';
import { bytesLaws } from './laws/bytes.laws.js';
import { faultLaws } from './laws/fault.laws.js';
import { namingLaws } from './laws/naming.laws.js';
import { pluginLaws } from './laws/plugin.laws.js';
import { registriesLaws } from './laws/registries.laws.js';
import { versionsLaws } from './laws/versions.laws.js';
import { pureQuestions } from './questions.js';
import type { Tools } from './replay-host.js';
import type { EcosystemSamples } from './samples.js';
import { Trials, type Asking } from './trials.js';

/** A plugin of a distribution, as a function that makes it, with the samples of its author. */
export interface Distribution {
  readonly make: () => DistributionPlugin;
  readonly samples: DistributionSamples;
}

/** Every law of the interface for a plugin. Nothing is asked of it before a law is run. */
export function lawsOf({ make, samples }: Distribution, tools: Tools): readonly Law[] {
  const world = once(() => distributionWorld(make, samples, tools));
  const subject = { make, samples, world };
  const questions = once(async () => {
    const made = await world();
    return [...distributionQuestions(samples, made), ...pureQuestions<DistributionPlugin>(samples, made.knowing)];
  });
  return [
    ...sharedLaws({ make, questions }, samples),
    ...snapshotsLaws(subject),
    ...dependenciesLaws(subject),
    ...artifactsLaws(subject),
    ...installLaws(subject),
  ];
}

function sharedLaws<Plugin extends EcosystemPlugin>(asking: Asking<Plugin>, samples: EcosystemSamples): readonly Law[] {
  const plugin = asking.make();
  const trials = new Trials(asking);
  return [
    ...pluginLaws(plugin),
    ...registriesLaws(plugin.registries, samples.registries),
    ...namingLaws(plugin, samples),
    ...versionsLaws(plugin.versions, samples.versions),
    ...askingLaws(trials),
    ...faultLaws(trials),
    ...bytesLaws(trials, samples.recorded.answers),
  ];
}

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => (made ??= make());
}
