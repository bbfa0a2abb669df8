import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Gauge, type Resync, type Worker } from '@quench/ports';
import { followed, pollOnDefinition } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';
import { PollWorker } from './poll.worker.js';
import { ReleasesWorker } from './releases.worker.js';
import { WatcherResync } from './watcher-resync.js';

/** The watcher: follows the archives and packages that accepted definitions name. */
@Injectable()
export class WatcherService extends Service {
  readonly name = 'watcher';
  readonly reactors: readonly Reactor[] = [pollOnDefinition];
  readonly projections: readonly Projection<object>[] = [followed];
  readonly workers: readonly Worker[];
  readonly resyncs: readonly Resync[];
  readonly gauges: readonly Gauge[] = [];

  constructor(poll: PollWorker, releases: ReleasesWorker, resync: WatcherResync) {
    super();
    this.workers = [poll, releases];
    this.resyncs = [resync];
  }
}
