import { ContentStore, Documents, Service } from '@quench/ports';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ArchivesHandler } from './archives.handler.js';
import { AskArchive } from './ask-archive.js';
import { AskRegistry } from './ask-registry.js';
import { BelievedSnapshots } from './believed-snapshots.js';
import { Pace } from './pace.js';
import { PackagesHandler } from './packages.handler.js';
import { PollNowHandler } from './poll-now.handler.js';
import { PollWorker } from './poll.worker.js';
import { ReleasesWorker } from './releases.worker.js';
import { WatcherResync } from './watcher-resync.js';
import { WatcherService } from './watcher.service.js';

/** The watcher's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    ArchivesHandler,
    AskArchive,
    AskRegistry,
    BelievedSnapshots,
    { provide: Documents, useFactory: (content: ContentStore) => new Documents(content), inject: [ContentStore] },
    Pace,
    PackagesHandler,
    PollNowHandler,
    PollWorker,
    ReleasesWorker,
    WatcherResync,
    { provide: Service, useClass: WatcherService },
  ],
  exports: [Service],
})
export class WatcherModule {}
