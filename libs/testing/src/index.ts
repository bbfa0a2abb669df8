export {
  buildDeb,
  generateArchiveKey,
  MiniArchive,
  sealTarHeader,
  TAR_MTIME,
  tarHeader,
  writeAr,
  writeTar,
  type ArchiveFault,
  type ArchiveKey,
  type MiniArchiveConfiguration,
  type MiniPackage,
  type MiniRelease,
  type TarEntry,
} from './archive/index.js';
export { contentStoreContract, InMemoryContentStore, type ContentStoreUnderTest } from './content-store/index.js';
export {
  addPartitions,
  deleteRecords,
  deleteTopic,
  makeTopic,
  readRecords,
  writeRecords,
  type BrokerPlace,
} from './kafka/records.js';
export { freePort, unprivileged } from './postgres/host-process.js';
export { startPostgres, type TestPostgres } from './postgres/start-postgres.js';
export { elfOf, type ElfWishes } from './sandbox/elf-file.js';
export { InMemoryLayers } from './sandbox/in-memory-layers.js';
export { imageLayersContract, type ImageLayersUnderTest } from './sandbox/image-layers.contract.js';
export { InMemoryRunner, type PretendedProgram } from './sandbox/in-memory-runner.js';
export { runnerContract, type RunnerUnderTest } from './sandbox/runner.contract.js';
export { arm64Program } from './sandbox/arm64-program.js';
export { debianLayer, layerOf, RUNNER_PACKAGES } from './sandbox/debian-layers.js';
export { FaultProxy, type Weather } from './network/fault-proxy.js';
export { InMemorySigner } from './signing/in-memory-signer.js';
export { signerContract } from './signing/signer.contract.js';
export { InMemoryTransactor, InMemoryTx, inMemoryTx } from './transaction/in-memory-transactor.js';
export { InMemoryWorkQueue, workQueueContract, type WorkQueueUnderTest } from './work-queue/index.js';
export { ManualClock } from './clock/manual-clock.js';
export {
  appendOf,
  counted,
  countedContracts,
  eventStoreContract,
  eventStoreModel,
  freshStream,
  InMemoryEvents,
  InMemoryEventStore,
  testContext,
  type EventStoreUnderTest,
  type InMemoryEventStoreOptions,
} from './event-store/index.js';
export {
  imageAssemblerContract,
  InMemoryImageAssembler,
  lockedToy,
  TOY_TIME,
  toyBytes,
  toyDirectory,
  toyFile,
  toyPlugin,
  toyRecipe,
  type ImageAssemblerUnderTest,
  type LockedToy,
  type ToyEntry,
  type ToyPackage,
} from './image/index.js';
export {
  cursorsContract,
  FaultyFeed,
  feedContract,
  InMemoryCursors,
  InMemoryFeed,
  InMemoryParking,
  parkingContract,
  seededRandom,
  type CursorsUnderTest,
  type FeedFaults,
  type FeedUnderTest,
  type ParkingUnderTest,
} from './feed/index.js';
export { InMemoryPatterns } from './patterns/in-memory-patterns.js';
export { patternsContract } from './patterns/patterns.contract.js';
export { given, type Outcome } from './given/given.js';
export { removeFolder } from './clients/remove-folder.js';
export { whenInstalled, whenManyUsers, whenRoot, type Client } from './clients/when-installed.js';
export { InMemoryPublishedContent } from './published-content/in-memory-published-content.js';
export {
  publishedContentContract,
  type PublishedContentUnderTest,
} from './published-content/published-content.contract.js';
export { InMemoryStatements } from './signing/in-memory-statements.js';
export { StoredStatements } from './signing/stored-statements.js';
export { statementsContract } from './signing/statements.contract.js';
export { LineStory, type StoryImage } from './story/line-story.js';
export { TraceCollector, type ToldSpan } from './tracing/trace-collector.js';
export { eventually } from './runtime/eventually.js';
export { RecordingLog } from './runtime/recording-log.js';
export { InMemoryReadModels } from './read-models/in-memory-read-models.js';
export { ServiceRun, type ServiceWorld } from './story/service-run.js';
export { ArchiveWorld } from './story/archive-world.js';
export { StoryWorld } from './story/story-world.js';
export { bootTest, TestedImage } from './story/tested-image.js';
export { TesterWorld } from './story/tester-world.js';
export { writtenCatalog } from './story/written-catalog.js';
export {
  ToyArchive,
  toyDistribution,
  ToyHost,
  ToyRegistry,
  type ToyLock,
  type ToyAnswer,
  type ToyRelease,
} from './ecosystem/index.js';
export { auditor, totals, ToyService, type Total } from './runtime/toy-service.js';
export { readModelsContract, type ReadModelsUnderTest, type SampleRow } from './read-models/read-models.contract.js';
export {
  checkHistory,
  type Acknowledged,
  type Claimed,
  type Completed,
  type ConsumerEffect,
  type History,
  type Invariant,
  type LineFact,
  type Proof,
  type Push,
  type RawTables,
  type Rebuild,
  type Rows,
  type Subscription,
  type Violation,
} from './history/index.js';
