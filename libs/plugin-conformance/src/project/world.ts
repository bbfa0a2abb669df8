import type { HeldFile, ProjectDependency, ProjectPlugin, ProjectResolution } from '@quench/plugin-sdk';
import { NothingToTry } from '../nothing-to-try.js';
import type { ReplayHost, Tools, Weather } from '../replay-host.js';
import { answered, hostsOver } from '../world.js';
import type { ProjectSamples } from './samples.js';

/** A dependency and its file. */
export interface Fetched {
  readonly dependency: ProjectDependency;
  readonly file: HeldFile;
}

/** What a plugin made of the samples: what further questions to it are about. */
export interface ProjectWorld {
  readonly resolution: ProjectResolution;
  /** In the order of the resolution. */
  readonly fetched: readonly Fetched[];
  /** A host that holds the files. */
  knowing(weather?: Weather): ReplayHost;
  /** A host that holds nothing. */
  ignorant(weather?: Weather): ReplayHost;
}

/** @throws NothingToTry, with the question, when the plugin does not answer one of the samples */
export async function projectWorld(
  make: () => ProjectPlugin,
  { recorded, dependencies, releases }: ProjectSamples,
  tools: Tools,
): Promise<ProjectWorld> {
  const { project, options } = dependencies;
  const hosts = hostsOver(recorded, tools);
  const plugin = make();
  const host = hosts.ignorant();
  await answered('releases.list', () => plugin.releases.list(releases.purl, host));
  const resolution = await answered('dependencies.resolve', () => plugin.dependencies.resolve(project, options, host));
  const located = await answered('artifacts.locate', () => plugin.artifacts.locate(resolution.dependencies, host));
  const fetched: Fetched[] = [];
  for (const [at, artifact] of located.entries()) {
    const file = await answered(`the file of ${artifact.purl}`, () => host.store(artifact));
    const dependency = resolution.dependencies[at];
    if (file === undefined || dependency === undefined) throw new NothingToTry(`${artifact.url} is not recorded`);
    fetched.push({ dependency, file });
  }
  return { resolution, fetched, knowing: hosts.knowing(host.contents), ignorant: hosts.ignorant };
}
