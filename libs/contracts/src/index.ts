export type { BuildEvent, BuildCost, BuiltLayer } from './builder/build.events.js';
export {
  BuildAbandoned,
  BuildDiverged,
  BuildFailed,
  BuildStarted,
  buildStream,
  ManifestBuilt,
} from './builder/build.events.js';
export {
  CascadeAdvanced,
  CascadeCancelled,
  CascadeFinished,
  CascadeForecast,
  CascadePaused,
  CascadePlanned,
  CascadeResumed,
  cascadeStream,
  CascadeWave,
  type CascadeEvent,
} from './builder/cascade.events.js';
export {
  AcceptedLine,
  CatalogApplied,
  CatalogEntry,
  CatalogRefused,
  catalogStream,
  DefinitionAccepted,
  DefinitionRetired,
  definitionStream,
  TestPlanLocked,
  VersionStreamEnded,
  type CatalogEvent,
  type DefinitionEvent,
} from './builder/catalog.events.js';
export {
  ChangedContents,
  ChangedScript,
  ecosystemOfUpdate,
  FirstSeen,
  holdKey,
  holdStream,
  placePurl,
  UpdateDelayed,
  UpdatedPackage,
  UpdateHeld,
  UpdateRejected,
  UpdateReleased,
  UpdateSettled,
  type HoldEvent,
} from './builder/hold.events.js';
export {
  DEFAULT_STREAM,
  DEV,
  endText,
  ImageLine,
  isSameLine,
  lineIn,
  lineName,
  LineOfImage,
  lineParts,
  linesIn,
  linesWithout,
  MAIN_LINE,
  newLinesIn,
  PROD,
  retiredLinesIn,
} from './builder/line.js';
export { lineNamed, linesNamed, namedLines, nearLine, type NamedLines } from './builder/line-names.js';
export {
  BuiltPlatform,
  ChannelsAssigned,
  ImageBuilt,
  lineKey,
  lineOf,
  LockChange,
  LockResolved,
  lockStream,
  ParentFollowed,
  ParentLock,
  PlatformRecipe,
  ResolutionFailed,
  ResolutionRecovered,
  type LockEvent,
} from './builder/lock.events.js';
export {
  Channel,
  ChannelFrozen,
  ChannelMoved,
  ChannelRetired,
  ChannelRolledBack,
  channelStream,
  ChannelThawed,
  type ChannelEvent,
} from './distributor/channel.events.js';
export {
  Attestation,
  ImageAttested,
  ImageSigned,
  imageStream,
  LegacyAttestations,
  PublicationRefused,
  SignedManifest,
  type ImageEvent,
} from './distributor/image.events.js';
export {
  definedLines,
  lineDefinition,
  type BootTest,
  type DefinedLine,
  type DefinedPlace,
  type DefinedProject,
  type DefinitionAccount,
  type DefinitionFile,
  type Distribution,
  type ImageDefinition,
  type LineDefinition,
  type LineSettings,
  type ProbeTest,
  type RunSettings,
  type StructureTest,
  type TestSpec,
  type TrustedFile,
  type Waiver,
} from './documents/definition.js';
export type { AssembledLayer, AssembledLayers, PlannedLayer } from './documents/layout.js';
export { mediaTypes, type OciDescriptor, type OciIndex, type OciManifest, type OciPlatform } from './documents/oci.js';
export { ociPlatform, platformName, PLATFORMS, TEST_PLATFORM } from './documents/platform.js';
export {
  envelopeOf,
  preAuthEncoding,
  readEnvelope,
  readStatement,
  STATEMENT_PAYLOAD_TYPE,
  statementBytes,
  type Envelope,
} from './documents/envelope.js';
export {
  BUILD_TYPE,
  predicateTypes,
  type ProvenancePredicate,
  type TestResultPredicate,
} from './documents/predicates.js';
export {
  isLockedPackage,
  isLockedRelease,
  type InstalledFiles,
  type FormatVersions,
  type LockDocument,
  type LockedInput,
  type LockedPackage,
  type LockedPin,
  type LockedPlatform,
  type LockedRelease,
  type LockedSnapshot,
  type PlacedFiles,
  type Recipe,
  type RecipeImage,
  type RecipePackage,
  type RecipePlace,
} from './documents/recipe.js';
export { releaseDocument, type ListedRelease, type ReleaseDocument } from './documents/releases.js';
export type { Statement } from './documents/statement.js';
export {
  BROUGHT,
  STEPS,
  type Brought,
  type FreezeWindow,
  type HoldRule,
  type StepSize,
  type UpdateRules,
} from './documents/update-rules.js';
export { definitionFormat, FORMATS, newerFormat, planFormat, policyFormat } from './documents/format.js';
export type { PlannedTest, Policy, TestPlan } from './documents/test-plan.js';
export { KeyIntroduced, keyStream, type KeyEvent } from './keys/key.events.js';
export { eventClasses, upcasters, type EventClass } from './registry.js';
export { runStream, TestFailed, TestIdentity, TestNotRun, TestPassed, type RunEvent } from './tester/run.events.js';
export {
  ChildVerdict,
  ImageApproved,
  ImageRejected,
  TestOutcome,
  Verdict,
  verdictStream,
  type VerdictEvent,
} from './tester/verdict.events.js';
export {
  ArchiveChanges,
  ArchiveIndex,
  ArchiveRecovered,
  ArchiveRejected,
  ArchiveSnapshotTaken,
  ArchiveSource,
  ArchiveSnapshotDisowned,
  ArchiveStale,
  archiveStream,
  ArchiveThrottled,
  ArchiveUnreachable,
  type ArchiveEvent,
} from './watcher/archive.events.js';
export { contracts, eventProblems, type Contracts } from './validate.js';
export {
  PackageFollowed,
  packageOfRelease,
  PackageRecovered,
  packageStream,
  PackageUnavailable,
  ReleaseDiscovered,
  ReleaseWithdrawn,
  type PackageEvent,
} from './watcher/package.events.js';
