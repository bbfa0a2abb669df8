import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Gauge, type Resync, type Worker } from '@quench/ports';
import { testedImages, verdictOnChange } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { VerdictResync } from './verdict/verdict.resync.js';
import { VerdictWorker } from './verdict/verdict.worker.js';

/** The tester: runs and verdicts. */
@Injectable()
export class TesterService extends Service {
  readonly name = 'tester';
  readonly reactors: readonly Reactor[] = [verdictOnChange];
  readonly projections: readonly Projection<object>[] = [testedImages];
  readonly workers: readonly Worker[];
  readonly resyncs: readonly Resync[];
  readonly gauges: readonly Gauge[] = [];

  constructor(verdicts: VerdictWorker, resync: VerdictResync) {
    super();
    this.workers = [verdicts];
    this.resyncs = [resync];
  }
}
