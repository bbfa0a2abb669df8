export {
  archived,
  archivedEvents,
  archivedSubjects,
  eventsModel,
  inOrder,
  PRODUCERS,
  subjectsModel,
  type ArchivedEvent,
  type Producer,
  type SubjectRow,
} from './archive.projection.js';
export { buildFailure, type BuildFailure } from './build-failure.js';
export { causeTree, treeLines, type CauseNode } from './cause-tree.js';
export { imageOf, ofImage, partsOf } from './image-parts.js';
export { linesOfImage, ofLine } from './line-parts.js';
export { mostTelling } from './most-telling.js';
export { subjectsOf } from './subjects.js';
export { tell } from './tell.js';
export { offersOf, type SnapshotChange } from './offers.js';
export {
  placedRanges,
  placedSubject,
  rangesMeant,
  type Allows,
  type PlacedRange,
  type PlacedSubject,
} from './placed-ranges.js';
export { placedAnswer, type PlacedRelease, type RegistryOffer } from './placed-release.js';
export { whyNot, type Offer, type WhyNot, type WhyNotInput } from './why-not.js';
export { definitionChanges, type DefinitionChange } from './definition-changes.js';
export { isOfType, ofTypes, type ArchivedAs, type KnownType } from './known-event.js';
export type { IsNewer, MissedVersion } from './behind.js';
export { failingLines, LAG_TYPES, lagOf, type FailingLine, type Lag, type LineLag } from './lag.js';
export { CATALOG_TYPES, linesNow } from './lines-now.js';
export { TOIL_TYPES, toilOf, type ToilWeek } from './toil.js';
export { MINUTES } from './toil-decisions.js';
export { NOTICE, noticeKey, noticeReactors, noticeTo } from './notice-work.js';
export { digestText, eventText } from './notice-text.js';
export { typesWanted, type Subscription } from './subscription.js';
