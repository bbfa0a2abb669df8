import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PublishedContent, Service } from '@quench/ports';
import { FreezeChannelHandler, MoveChannelHandler, ThawChannelHandler } from './channels/channel-commands.handler.js';
import { ChannelHistoryHandler, ChannelsHandler } from './channels/channel-queries.handler.js';
import { ChannelRows } from './channels/channel-rows.js';
import { DistributorService } from './distributor.service.js';
import { ShapedDocuments } from './shaped-documents.js';
import { Packs } from './packs.js';
import { ReadModelPublishedContent } from './gateway/read-model-published-content.js';
import { ImagesHandler } from './images/images.handler.js';
import { Artifacts } from './publish/artifacts.js';
import { Evidence } from './publish/evidence.js';
import { ImageBytes } from './publish/image-bytes.js';
import { ImageLines } from './publish/image-lines.js';
import { Judge } from './publish/judge.js';
import { KeptSeal } from './publish/kept-seal.js';
import { Publication } from './publish/publication.js';
import { PublishResync } from './publish/publish.resync.js';
import { PublishWorker } from './publish/publish.worker.js';
import { SealImage } from './publish/seal-image.js';
import { Carried } from './verify/carried.js';
import { ContentCheck } from './verify/content-check.js';
import { OriginChecks } from './verify/origin.js';
import { PublishedImages } from './verify/published-images.js';
import { VerifyImageHandler } from './verify/verify-image.handler.js';

/** The distributor's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    Artifacts,
    Carried,
    ChannelHistoryHandler,
    ChannelRows,
    ChannelsHandler,
    ContentCheck,
    ShapedDocuments,
    Evidence,
    FreezeChannelHandler,
    ImageBytes,
    ImageLines,
    ImagesHandler,
    Judge,
    KeptSeal,
    MoveChannelHandler,
    OriginChecks,
    Packs,
    Publication,
    PublishResync,
    PublishWorker,
    PublishedImages,
    SealImage,
    ThawChannelHandler,
    VerifyImageHandler,
    { provide: PublishedContent, useClass: ReadModelPublishedContent },
    { provide: Service, useClass: DistributorService },
  ],
  exports: [PublishedContent, Service],
})
export class DistributorModule {}
