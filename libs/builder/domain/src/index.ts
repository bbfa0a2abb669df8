export { build, isUnanswered, type BuildCommand, type BuildState } from './build/build.decider.js';
export { buildCosts, type BuildCostRow } from './build/build-costs.projection.js';
export { provenance, type ProvenanceInput } from './build/provenance.js';
export { cascade, type CascadeCommand, type CascadePhase, type CascadeState } from './cascade/cascade.decider.js';
export { wavesOf, withDescendants, type WaveLine } from './cascade/waves.js';
export { bringsSecurityFixes } from './cascade/urgency.js';
export {
  beginBesideLeft,
  besideLeftKey,
  CASCADE_GATHER_MS,
  CASCADE_LOOK_MS,
  locksOfWave,
  watchCascades,
  watchOnCascade,
  watchOnEnding,
  type WaveBegun,
} from './cascade/cascade.reactors.js';
export { cascadeLineKey, cascadeLines, type CascadeLineRow } from './cascade/cascade-lines.projection.js';
export { cascadeOrigin, cascades, type CascadeRow } from './cascade/cascades.projection.js';
export {
  catalog,
  isOfTheFolder,
  noDefinition,
  type CatalogCommand,
  type CatalogFolderPlace,
  type CatalogState,
} from './catalog/catalog.decider.js';
export { catalogStanding, type CatalogStanding } from './catalog/catalog-standing.js';
export { expandChannels } from './catalog/channel-template.js';
export { closedLine, hasEnded, type ClosedLine } from './catalog/closed-line.js';
export {
  definition,
  type Acceptance,
  type DefinitionCommand,
  type DefinitionState,
  type NewTestPlan,
} from './catalog/definition.decider.js';
export { definitionSchema } from './catalog/definition.schema.js';
export { definitions, type DefinitionLine, type DefinitionRow } from './catalog/definitions.projection.js';
export { isOver } from './catalog/end-of-life.js';
export { editionChanges, type EditionChanges } from './catalog/edition-changes.js';
export { policySchema } from './catalog/policy.schema.js';
export { problemLine, type Problem } from './catalog/problem.js';
export { readCatalog, type CatalogFolder } from './catalog/read-catalog.js';
export type { Asset, Assets } from './catalog/assets.js';
export { readDefinition } from './catalog/read-definition.js';
export { imageDocuments, type ImageDocuments } from './layout/image-documents.js';
export { documentBytes, imageIndex, type DocumentBytes, type IndexChild } from './layout/oci-documents.js';
export { DERIVED_LAYOUT_VERSION, LAYOUT_VERSION, layersOf, layoutVersion, planLayers } from './layout/plan-layers.js';
export { archiveKey, archives, type ArchiveRow } from './lock/archives.projection.js';
export { changedPackages, changeReasons, lockChange, type PackagePair } from './lock/changes.js';
export { formatAge, formatsText, type FormatAge } from './lock/formats.js';
export { headLocks, type HeadLockRow } from './lock/head-locks.projection.js';
export { recipeLines, type RecipeLineRow } from './lock/recipe-lines.projection.js';
export { lock, wereLocked, sameRecipes, type LockCommand, type LockState } from './lock/lock.decider.js';
export { covers, keptSnapshot, lockedSnapshot, refuseOld, reportedSnapshot } from './lock/snapshot.js';
export { EMULATOR_PACKAGES, RUNNER_PACKAGES, testPlan, waivedTests } from './lock/test-plan.js';
export {
  packagesElsewhere,
  releaseAt,
  releaseDependency,
  wantedReleases,
  type Canonical,
  type WantedRelease,
} from './lock/releases.js';
export { refuseAltered } from './lock/altered-release.js';
export {
  chooseRelease,
  keptRelease,
  placedCandidates,
  type OfferedRelease,
  type Offers,
  type PlacedCandidate,
} from './lock/choose-release.js';
export { placedLinks, type PlacedLinks } from './lock/project-links.js';
export { lockedDependency, lockedPackage } from './lock/dependency.js';
export { document, imageVersion, recipe } from './lock/recipe.js';
export { versionOfAll, type PlatformVersion } from './lock/version-of-all.js';
export { decideUpdate, type Candidate, type UpdateDecision } from './policy/decide-update.js';
export {
  askedSince,
  decidedAbout,
  isOfOthers,
  hold,
  type HoldCommand,
  type HoldState,
  type OpenUpdate,
  type PersonsDecision,
  type UpdateName,
  type SettledOutcome,
} from './policy/hold.decider.js';
export { holds, type HoldPhase, type HoldRow } from './policy/holds.projection.js';
export { judgePlaced, offeredSince, placedStep, type PlacedLine } from './policy/judge-placed.js';
export { judgeUpdate, type UpdateJudgement } from './policy/judge-update.js';
export {
  bytesOf,
  filesOf,
  isRenamed,
  ownOf,
  platformsTold,
  shared,
  updatesOf,
  type PackageAddition,
  type PackageUpdate,
  type PlatformPackages,
  type Shared,
  type SourceUpdate,
} from './policy/updates.js';
export { isAllOf, shownDigest } from './policy/version-files.js';
export {
  buildOnLock,
  editionOf,
  spreadOnEdition,
  spreadOnRelease,
  spreadOnSnapshot,
} from './reactors/builder.reactors.js';
export type { CertificateRule, OwnCertificate } from './catalog/trust-mistakes.js';
