import {
  archives,
  buildCosts,
  buildOnLock,
  cascadeLines,
  cascades,
  definitions,
  headLocks,
  holds,
  recipeLines,
  spreadOnEdition,
  spreadOnRelease,
  spreadOnSnapshot,
  watchOnCascade,
  watchOnEnding,
} from '@quench/builder-domain';
import type { Projection, Reactor } from '@quench/kernel';
import { Service, type Gauge, type Resync, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { BuildWorker } from './build/build.worker.js';
import { GatherWorker } from './build/gather.worker.js';
import { ImageWorker } from './build/image.worker.js';
import { CascadeWorker } from './cascade/cascade.worker.js';
import { BuilderResync } from './builder-resync.js';
import { EndStreamWorker } from './end-of-life/end-stream.worker.js';
import { StreamEndsResync } from './end-of-life/stream-ends.resync.js';
import { LockWorker } from './lock/lock.worker.js';
import { SpreadWorker } from './lock/spread.worker.js';
import { DelaysResync } from './policy/delays.resync.js';
import { HeldUpdates } from './policy/held-updates.js';

/** The builder: catalog, locks, builds. */
@Injectable()
export class BuilderService extends Service {
  readonly name = 'builder';
  readonly reactors: readonly Reactor[] = [
    spreadOnEdition,
    spreadOnRelease,
    spreadOnSnapshot,
    watchOnCascade,
    buildOnLock,
    watchOnEnding,
  ];
  readonly projections: readonly Projection<object>[] = [
    definitions,
    archives,
    headLocks,
    recipeLines,
    cascades,
    cascadeLines,
    buildCosts,
    holds,
  ];
  readonly workers: readonly Worker[];
  readonly resyncs: readonly Resync[];
  readonly gauges: readonly Gauge[];

  constructor(
    lock: LockWorker,
    spread: SpreadWorker,
    build: BuildWorker,
    gather: GatherWorker,
    image: ImageWorker,
    end: EndStreamWorker,
    cascade: CascadeWorker,
    resync: BuilderResync,
    ends: StreamEndsResync,
    delays: DelaysResync,
    held: HeldUpdates,
  ) {
    super();
    this.workers = [lock, spread, cascade, build, gather, image, end];
    this.resyncs = [ends, delays, resync];
    this.gauges = [held];
  }
}
