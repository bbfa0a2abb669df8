import type { ProjectPlugin } from '@quench/plugin-sdk';
import { questionsTo, type Question } from '../question.js';
import type { ProjectSamples } from './samples.js';
import { contextOf } from './subject.js';
import type { Fetched, ProjectWorld } from './world.js';

type Asked = readonly Question<ProjectPlugin>[];

const ask = questionsTo<ProjectPlugin>();

/** Everything that the samples ask of a plugin for projects. */
export const projectQuestions = (
  { releases: { purl }, dependencies }: ProjectSamples,
  { resolution, fetched, ...hosts }: ProjectWorld,
): Asked => [
  ask(`releases.list ${purl}`, hosts.ignorant, purl, ({ releases }, given, host) => releases.list(given, host)),
  ask('dependencies.resolve', hosts.ignorant, dependencies, (plugin, { project, options }, host) =>
    plugin.dependencies.resolve(project, options, host),
  ),
  ask('artifacts.locate', hosts.ignorant, resolution.dependencies, ({ artifacts }, given, host) =>
    artifacts.locate(given, host),
  ),
  ...fetched.flatMap((one) => fileQuestions(one, hosts)),
];

const fileQuestions = ({ dependency, file }: Fetched, { knowing }: Pick<ProjectWorld, 'knowing'>): Asked => [
  ask(`artifacts.verify ${dependency.purl}`, knowing, { dependency, file }, ({ artifacts }, given, host) =>
    artifacts.verify(given.dependency, given.file, host),
  ),
  ask(
    `install.entries ${dependency.purl}`,
    knowing,
    { file, context: contextOf(dependency) },
    ({ install }, given, host) => install.entries(given.file, given.context, host),
  ),
];
