import type { ProjectPlugin } from '@quench/plugin-sdk';
import type { Law } from '../law.js';
import { ecosystemLaws } from '../laws/ecosystem.laws.js';
import { once } from '../once.js';
import { pureQuestions } from '../questions.js';
import type { Tools } from '../replay-host.js';
import { artifactsLaws } from './artifacts.laws.js';
import { constraintsLaws } from './constraints.laws.js';
import { dependenciesLaws } from './dependencies.laws.js';
import { installLaws } from './install.laws.js';
import { projectQuestions } from './questions.js';
import type { ProjectSamples } from './samples.js';
import { releasesLaws } from './releases.laws.js';
import { projectWorld } from './world.js';

/** A plugin for projects, as a function that makes it, with the samples of its author. */
export interface ProjectCandidate {
  readonly kind: 'project';
  readonly make: () => ProjectPlugin;
  readonly samples: ProjectSamples;
}

/** Every law of the interface for a plugin of projects. */
export function projectLaws({ make, samples }: ProjectCandidate, tools: Tools): readonly Law[] {
  const world = once(() => projectWorld(make, samples, tools));
  const subject = { make, samples, world };
  const questions = once(async () => {
    const made = await world();
    return [...projectQuestions(samples, made), ...pureQuestions<ProjectPlugin>(samples, made.knowing)];
  });
  return [
    ...ecosystemLaws({ make, questions }, samples),
    ...constraintsLaws(make().versions, samples),
    ...releasesLaws(subject),
    ...dependenciesLaws(subject),
    ...artifactsLaws(subject),
    ...installLaws(subject),
  ];
}
