import type { Project } from '@quench/plugin-sdk';
import type { EcosystemSamples, Some } from '../samples.js';

/** What the author of a plugin for a distribution gives. */
export interface DistributionSamples extends EcosystemSamples {
  readonly snapshots: SnapshotSamples;
  readonly dependencies: DependencySamples;
  readonly artifacts: ArtifactSamples;
}

/** Archives at two instants. */
export interface SnapshotSamples {
  /** As definitions write it: `debian/trixie`. */
  readonly distribution: string;
  readonly pockets: Some<string>;
  readonly unknown: { readonly distribution: string; readonly pocket: string };
  readonly platform: string;
  /** An instant at which all answers are good. */
  readonly now: string;
  /** Answers that took the place of recorded ones after packages had been added, updated and removed. */
  readonly later: ReadonlyMap<string, Uint8Array>;
}

/** Projects of which one resolves on what is recorded. */
export interface DependencySamples {
  /** To direct and transitive dependencies. */
  readonly project: Project;
  readonly malformed: Some<Project>;
  /** Asks for what nobody has. */
  readonly unsatisfiable: Some<Project>;
}

/** Two releases of one package whose words name what was fixed. */
export interface ArtifactSamples {
  /** URLs, recorded or later. */
  readonly before: string;
  readonly after: string;
  /** CVE ids that the words of `after` say are fixed and those of `before` do not, sorted. */
  readonly fixed: Some<string>;
}
