import type { Project, ProjectOptions, Purl, Release } from '@quench/plugin-sdk';
import type { EcosystemSamples, Some } from '../samples.js';

/** What the author of a plugin for projects gives. */
export interface ProjectSamples extends EcosystemSamples {
  readonly constraints: ConstraintSamples;
  readonly releases: ReleaseSamples;
  readonly dependencies: ProjectDependencySamples;
  readonly install: ProjectInstallSamples;
}

/** Constraints, over the versions that the samples have in ascending order. */
export interface ConstraintSamples {
  /** Each with the versions that it allows, in ascending order. */
  readonly allowing: Some<{ readonly constraint: string; readonly allows: readonly string[] }>;
  readonly malformed: Some<string>;
}

/** A package of which the registry says more than one thing. */
export interface ReleaseSamples {
  /** Without a version. */
  readonly purl: Purl;
  /** Oldest first. */
  readonly releases: Some<Release>;
  /** That no registry knows. */
  readonly unknown: Purl;
}

/** Projects with their lock files. */
export interface ProjectDependencySamples {
  /** Its files are recorded. */
  readonly project: Project;
  readonly options: ProjectOptions;
  readonly malformed: Some<Project>;
  /** Well, and more than the plugin can do. Empty where it can do everything. */
  readonly unsupported: readonly Project[];
}

/** Packages that are not to be installed as they are. */
export interface ProjectInstallSamples {
  /** One for each way in which a package can ask for a script of its own. Empty where packages have none. */
  readonly scripted: readonly Uint8Array[];
  /** Whose own words lead out of their place, beyond what a host refuses to unpack. Empty where nothing of it is read. */
  readonly hostile: readonly Uint8Array[];
}
