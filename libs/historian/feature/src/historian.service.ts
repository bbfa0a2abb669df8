import type { Projection, Reactor } from '@quench/kernel';
import { Service, WorkQueue, type Gauge, type Resync, type Worker } from '@quench/ports';
import { archivedEvents, archivedSubjects, noticeReactors, PRODUCERS } from '@quench/historian-domain';
import { Injectable, Optional } from '@nestjs/common';
import { Archive } from './archive.js';
import { NoticeWorker } from './notice.worker.js';
import { Subscriptions } from './subscriptions.js';

/** The historian: keeps the events of all other services, answers from them, and tells receivers outside what they subscribed to. */
@Injectable()
export class HistorianService extends Service {
  readonly name = 'historian';
  readonly reactors: readonly Reactor[];
  readonly projections: readonly Projection<object>[] = PRODUCERS.flatMap((producer) => [
    archivedEvents(producer),
    archivedSubjects(producer),
  ]);
  readonly workers: readonly Worker[];
  readonly resyncs: readonly Resync[] = [];
  readonly gauges: readonly Gauge[] = [];

  constructor(archive: Archive, queue: WorkQueue, @Optional() subscriptions?: Subscriptions) {
    super();
    this.reactors = subscriptions === undefined ? [] : noticeReactors(subscriptions.all);
    this.workers = subscriptions === undefined ? [] : [new NoticeWorker(archive, queue, subscriptions)];
  }
}
