import type { DistributionPlugin } from '@quench/plugin-sdk';
import type { Law } from '../law.js';
import { ecosystemLaws } from '../laws/ecosystem.laws.js';
import { once } from '../once.js';
import { pureQuestions } from '../questions.js';
import type { Tools } from '../replay-host.js';
import { artifactsLaws } from './artifacts.laws.js';
import { dependenciesLaws } from './dependencies.laws.js';
import { installLaws } from './install.laws.js';
import { distributionQuestions } from './questions.js';
import type { DistributionSamples } from './samples.js';
import { snapshotsLaws } from './snapshots.laws.js';
import { distributionWorld } from './world.js';

/** A plugin for a distribution, as a function that makes it, with the samples of its author. */
export interface DistributionCandidate {
  readonly kind: 'distribution';
  readonly make: () => DistributionPlugin;
  readonly samples: DistributionSamples;
}

/** Every law of the interface for a plugin of a distribution. */
export function distributionLaws({ make, samples }: DistributionCandidate, tools: Tools): readonly Law[] {
  const world = once(() => distributionWorld(make, samples, tools));
  const subject = { make, samples, world };
  const questions = once(async () => {
    const made = await world();
    return [...distributionQuestions(samples, made), ...pureQuestions<DistributionPlugin>(samples, made.knowing)];
  });
  return [
    ...ecosystemLaws({ make, questions }, samples),
    ...snapshotsLaws(subject),
    ...dependenciesLaws(subject),
    ...artifactsLaws(subject),
    ...installLaws(subject),
  ];
}
