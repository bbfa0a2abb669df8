export { channelDecider, type ChannelCommand, type ChannelState } from './channel/channel.decider.js';
export {
  abandoned,
  areFollowing,
  followerOf,
  hasOthers,
  othersChannels,
  ownChannels,
  prodObstacle,
  successors,
  type ImageChannels,
} from './channel/followers.js';
export { cosignTypes, type Artifact } from './cosign/artifact.js';
export { bundleArtifact, bundledEnvelope, signatureStatement, type BundleParts } from './cosign/bundle.js';
export {
  attestationTag,
  legacyAttestations,
  legacySignature,
  signedDigest,
  signaturePayload,
  signatureTag,
  type SignedPredicate,
} from './cosign/legacy.js';
export { packOf, textsOf, type Pack } from './cosign/pack.js';
export { complete } from './evidence/completeness.js';
export {
  indexShape,
  isMediaType,
  isTexts,
  manifestShape,
  packShape,
  planShape,
  policyShape,
  recipeShape,
  type Shape,
} from './evidence/document-shapes.js';
export {
  verdictOf,
  type Answer,
  type ChildEvidence,
  type CompleteRecords,
  type Obstacle,
  type Proofs,
  type Records,
} from './evidence/evidence.js';
export { mayMove } from './evidence/may-move.js';
export { provenanceOf, testResultOf } from './evidence/predicates.js';
export { provenanceObstacle } from './evidence/provenance-rule.js';
export { verdictObstacle } from './evidence/verdict-rule.js';
export { isObject, isText, parsedJson } from './evidence/shape.js';
export { subjectsOf } from './evidence/subjects.js';
export {
  billsOf,
  indexDescriptor,
  onChildAndImage,
  onImageAndChildren,
  statementOn,
  type Bill,
  type ImageParts,
  type WantedAttestation,
} from './image/attestations.js';
export {
  imageDecider,
  type ImageCommand,
  type ImageState,
  type LegacyManifest,
  type Seal,
} from './image/image.decider.js';
export { imageReference, type ImageReference } from './image/reference.js';
export { built, builtKey, type BuiltRow } from './projections/built.projection.js';
export { channels, tagKey, type ChannelMove, type ChannelRow } from './projections/channels.projection.js';
export { heads, type HeadRow } from './projections/heads.projection.js';
export { published, publishedKey, type PublishedRow } from './projections/published.projection.js';
export { rules, type RulesRow } from './projections/rules.projection.js';
export { tags, type TagRow } from './projections/tags.projection.js';
export { verdictKey, verdicts, type VerdictRow } from './projections/verdicts.projection.js';
export { publicationTag, type PublicationName } from './publication-tag.js';
export { onBuilder, onThaw, onVerdict, PUBLISH, publish } from './reactors/publish.reactors.js';
