import type { Projection, Reactor } from '@quench/kernel';
import type { Gauge } from './gauge.js';
import type { Resync, Worker } from './worker.js';

/**
 * Port in the other direction: what a feature offers to the process that runs it. The process starts a consumer for
 * each reactor and projection, a loop for each worker, a timer for each resync; each gauge is among its metrics.
 */
export abstract class Service {
  /** Names the schema, the role, the topic and the key. */
  abstract readonly name: string;
  abstract readonly reactors: readonly Reactor[];
  abstract readonly projections: readonly Projection<object>[];
  abstract readonly workers: readonly Worker[];
  abstract readonly resyncs: readonly Resync[];
  abstract readonly gauges: readonly Gauge[];
}
