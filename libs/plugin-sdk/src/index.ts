export type { ArchiveEntry, HeldFile, Host, Registry, UnpackLimits } from './host.js';
export { NONROOT } from './install.js';
export type { Account, Bundled, Contribution, FinishInput, ImageEntry, Install, PackageContent } from './install.js';
export { PluginError, type PluginErrorCode } from './plugin-error.js';
export type {
  Artifact,
  Artifacts,
  ClientConfiguration,
  Coordinates,
  Dependencies,
  Dependency,
  Digest,
  EcosystemPlugin,
  Evidence,
  Naming,
  PackageChange,
  PlainData,
  Project,
  Purl,
  Registries,
  Resolution,
  ResolveOptions,
  Snapshot,
  SnapshotChanges,
  SnapshotIndex,
  Snapshots,
  SnapshotSource,
  Step,
  Versions,
} from './plugin.js';
