export type {
  Artifacts,
  Dependencies,
  Dependency,
  DistributionPlugin,
  PackageChange,
  Resolution,
  ResolveOptions,
  Snapshot,
  SnapshotChanges,
  SnapshotIndex,
  Snapshots,
  SnapshotSource,
} from './distribution.js';
export type { ArchiveEntry, Credential, HeldFile, Host, Registry, SecretReference, UnpackLimits } from './host.js';
export { NONROOT } from './install.js';
export type { Account, Bundled, Contribution, FinishInput, ImageEntry, Install, PackageContent } from './install.js';
export { PluginError, type PluginErrorCode } from './plugin-error.js';
export type {
  Artifact,
  Checksum,
  Checksums,
  ClientConfiguration,
  Coordinates,
  Digest,
  EcosystemPlugin,
  Evidence,
  Naming,
  PlainData,
  Project,
  Purl,
  Registries,
  Step,
  Versions,
} from './plugin.js';
export type {
  BundledDependency,
  Place,
  ProjectArtifacts,
  ProjectContext,
  ProjectDependencies,
  ProjectDependency,
  ProjectInstall,
  ProjectLink,
  ProjectOptions,
  ProjectPlugin,
  ProjectResolution,
  Release,
  ReleaseList,
  Releases,
} from './project.js';
