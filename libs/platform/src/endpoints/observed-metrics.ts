import type { Recorded } from '@quench/kernel';
import type { Claim } from '@quench/ports';
import { Counter, Histogram, type Registry } from 'prom-client';
import { WorkTimes, type Digested } from '../runtime/index.js';

/** Where the time comes from. */
export interface Clocks {
  /** Never goes back; where it began says nothing. */
  steadyMs(): number;
  /** Milliseconds of the epoch, as the instants in envelopes. */
  wallMs(): number;
}

/** A tenth of a second to half an hour: from a lock to the longest build. */
const WORK_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 1_800];

/** From what one process does at once to what waits for a person. */
const ROAD_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_800];

/** What is counted and timed as it happens, since the process started. */
export class ObservedMetrics {
  private readonly durations: Histogram<'kind' | 'outcome'>;
  private readonly lost: Counter<'kind'>;
  private readonly delays: Histogram<'consumer' | 'producer'>;
  private readonly latency: Histogram;
  private readonly times = new WorkTimes();

  constructor(
    registry: Registry,
    private readonly clocks: Clocks,
  ) {
    const registers = [registry];
    this.durations = new Histogram({
      name: 'quench_work_duration_seconds',
      help: 'How long work items took, by kind and outcome',
      labelNames: ['kind', 'outcome'] as const,
      buckets: WORK_SECONDS,
      registers,
    });
    this.lost = new Counter({
      name: 'quench_work_leases_lost_total',
      help: 'Work items whose lease ended before the work did, by kind',
      labelNames: ['kind'] as const,
      registers,
    });
    this.delays = new Histogram({
      name: 'quench_consumer_delay_seconds',
      help: 'From the decision that made an event until a consumer had digested it',
      labelNames: ['consumer', 'producer'] as const,
      buckets: ROAD_SECONDS,
      registers,
    });
    this.latency = new Histogram({
      name: 'quench_relay_latency_seconds',
      help: 'From the decision that made an event until the broker acknowledged it',
      buckets: ROAD_SECONDS,
      registers,
    });
  }

  /** A worker has an item. */
  claimed(claim: Claim): void {
    this.times.begin(claim, this.clocks.steadyMs());
    // A series that begins with its first loss would not show that loss as an increase.
    this.lost.inc({ kind: claim.kind }, 0);
  }

  /** A worker no longer has it. */
  ended(claim: Claim, { outcome }: { readonly outcome: string }): void {
    const from = this.times.end(claim);
    if (outcome === 'lost') this.lost.inc({ kind: claim.kind });
    if (from === undefined) return;
    this.durations.observe({ kind: claim.kind, outcome }, (this.clocks.steadyMs() - from) / 1_000);
  }

  /** A consumer moved on. */
  digested({ consumer, producer, events }: Digested): void {
    for (const event of events) this.delays.observe({ consumer, producer }, this.secondsSince(event));
  }

  /** The broker acknowledged events. */
  relayed(events: readonly Pick<Recorded, 'occurredAt'>[]): void {
    for (const event of events) this.latency.observe(this.secondsSince(event));
  }

  /** Clocks of two hosts may differ: nothing is done before it was decided. */
  private secondsSince({ occurredAt }: Pick<Recorded, 'occurredAt'>): number {
    return Math.max(0, this.clocks.wallMs() - Date.parse(occurredAt)) / 1_000;
  }
}
