import { Injectable } from '@nestjs/common';
import {
  built,
  channels,
  heads,
  onBuilder,
  onThaw,
  onVerdict,
  published,
  rules,
  tags,
  verdicts,
} from '@quench/distributor-domain';
import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Gauge, type Resync, type Worker } from '@quench/ports';
import { PublishResync } from './publish/publish.resync.js';
import { PublishWorker } from './publish/publish.worker.js';

/** The distributor: signatures, channels, what the gateway hands out. */
@Injectable()
export class DistributorService extends Service {
  readonly name = 'distributor';
  readonly reactors: readonly Reactor[] = [onBuilder, onVerdict, onThaw];
  readonly projections: readonly Projection<object>[] = [heads, built, rules, verdicts, channels, tags, published];
  readonly workers: readonly Worker[];
  readonly resyncs: readonly Resync[];
  readonly gauges: readonly Gauge[] = [];

  constructor(worker: PublishWorker, resync: PublishResync) {
    super();
    this.workers = [worker];
    this.resyncs = [resync];
  }
}
