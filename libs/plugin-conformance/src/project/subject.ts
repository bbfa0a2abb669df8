import type { ProjectContext, ProjectDependency, ProjectPlugin } from '@quench/plugin-sdk';
import type { ProjectSamples } from './samples.js';
import type { ProjectWorld } from './world.js';

/** What laws of projects are about. */
export interface ProjectSubject {
  /** Makes the plugin anew: nothing that one case did to it is seen by another. */
  readonly make: () => ProjectPlugin;
  readonly samples: ProjectSamples;
  /** Made once. @throws NothingToTry when the plugin does not answer the samples */
  readonly world: () => Promise<ProjectWorld>;
}

/** Where a dependency is put in the images of the laws. */
export const contextOf = ({ name, version, places }: ProjectDependency): ProjectContext => ({
  ...{ dependency: { name, version, places }, folder: 'srv/app', withoutScripts: [] },
});
