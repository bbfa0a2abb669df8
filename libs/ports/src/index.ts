export { Clock } from './clock.js';
export { causeOf, followContext, requestContext, workContext } from './context.js';
export { ContentStore, type Content } from './content-store.js';
export { Documents } from './documents.js';
export { Ecosystems, RegistryThrottled, UncachedEcosystems, type Ecosystem } from './ecosystems.js';
export { enqueueMissing } from './enqueue-missing.js';
export { MAX_CAUSES, mergeWishes, newestCauses, type Wish, type WishedItem } from './wishes.js';
export { envelop, lift, liftKnown } from './envelope.js';
export { checkEventSize, MAX_EVENT_BYTES } from './event-size.js';
export { continueAfter } from './epochs.js';
export {
  EventStore,
  RANGE_BYTES,
  VersionConflict,
  type Append,
  type CommandContext,
  type Epoch,
  type Guard,
  type Head,
  type Stream,
} from './event-store.js';
export { ProjectEcosystems, type ProjectEcosystem } from './project-ecosystems.js';
export { Cursors, Feed, Parking, type Cursor, type Parked, type ParkedCount, type Unparked } from './feed.js';
export type { Gauge } from './gauge.js';
export { handle, type Target } from './handle.js';
export { introduceKey } from './introduce-key.js';
export { ImageAssembler, type Assembly, type AssemblyProgress, type AssemblyRequest } from './image-assembler.js';
export { ImageLayers, type LayerEntry } from './image-layers.js';
export { PackageLayers } from './package-layers.js';
export { Log, type LogFields } from './log.js';
export {
  Notices,
  type ChatReceiver,
  type MailReceiver,
  type Notice,
  type Receiver,
  type SecretPlace,
  type UrlPlace,
  type WebhookReceiver,
} from './notices.js';
export { Patterns, type PatternMatch } from './patterns.js';
export { PublishedContent, type PublishedBlob, type PublishedManifest, type Referrer } from './published-content.js';
export { PAGE_ROWS, ReadModels, ReadModelWriter, type RowName, type RowQuery } from './read-models.js';
export {
  EMULATORS,
  Runner,
  type Prepared,
  type RunExit,
  type RunLimits,
  type Running,
  type RunnerClass,
  type RunRequest,
} from './runner.js';
export { Service } from './service.js';
export { Signer, Statements, type PublicKey, type SignedStatement, type Statement } from './signing.js';
export { Transactor, type Durability, type Tx } from './transaction.js';
export {
  OTHERS_FIRST_MS,
  WorkQueue,
  type Cause,
  type CausedWork,
  type Claim,
  type Effect,
  type Failure,
  type WorkRow,
  type WorkState,
} from './work-queue.js';
export { NOTHING, type Completion, type LeftToOthers, type Moot, type Resync, type Worker } from './worker.js';
