import { ContentStore, Documents, Service } from '@quench/ports';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ArchivesHandler, PollNowHandler } from './archives.handler.js';
import { AskArchive } from './ask-archive.js';
import { BelievedSnapshots } from './believed-snapshots.js';
import { Pace } from './pace.js';
import { PollWorker } from './poll.worker.js';
import { WatcherResync } from './watcher-resync.js';
import { WatcherService } from './watcher.service.js';

/** The watcher's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    ArchivesHandler,
    AskArchive,
    BelievedSnapshots,
    { provide: Documents, useFactory: (content: ContentStore) => new Documents(content), inject: [ContentStore] },
    Pace,
    PollNowHandler,
    PollWorker,
    WatcherResync,
    { provide: Service, useClass: WatcherService },
  ],
  exports: [Service],
})
export class WatcherModule {}
