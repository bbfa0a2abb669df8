import { ContentStore, Documents, Service } from '@quench/ports';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { ArchiveOffers } from './archive-offers.js';
import { HistorianService } from './historian.service.js';
import { HistoryHandler } from './history.handler.js';
import { DiffImageHandler } from './image-diff.handler.js';
import { AskLagHandler } from './lag.handler.js';
import { AskWhyNotHandler } from './why-not.handler.js';
import { Packages } from './packages.js';
import { PlacedPackages } from './placed-packages.js';
import { EventsAboutHandler, ExpectNameHandler, FindDigestHandler } from './subject-queries.handler.js';
import { Subjects } from './subjects.js';
import { AskToilHandler } from './toil.handler.js';
import { TravelTimesHandler } from './travel-times.handler.js';
import { VersionOrder } from './version-order.js';
import { WhyHandler } from './why.handler.js';

/** The historian's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    Archive,
    ArchiveOffers,
    AskLagHandler,
    AskToilHandler,
    AskWhyNotHandler,
    DiffImageHandler,
    EventsAboutHandler,
    ExpectNameHandler,
    FindDigestHandler,
    HistoryHandler,
    Packages,
    PlacedPackages,
    Subjects,
    TravelTimesHandler,
    VersionOrder,
    WhyHandler,
    { provide: Documents, useFactory: (content: ContentStore) => new Documents(content), inject: [ContentStore] },
    { provide: Service, useClass: HistorianService },
  ],
  exports: [Service],
})
export class HistorianModule {}
