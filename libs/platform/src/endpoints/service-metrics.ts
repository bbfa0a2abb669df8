import { collectDefaultMetrics, Counter, Gauge, Registry, type LabelValues } from 'prom-client';
import type { Gauge as FeatureGauge } from '@quench/ports';
import type { Endpoint } from './endpoint.js';
import { ObservedMetrics, type Clocks } from './observed-metrics.js';

/** How far one consumer is behind its producer. What cannot be known now is not a number. */
export interface Lag {
  readonly consumer: string;
  readonly producer: string;
  /** Events that it has not digested; parked ones are among them. */
  readonly events: number;
  /** Age of the oldest of them; 0 when it has all. */
  readonly seconds: number;
  /** Events that had to be pulled because their delivery failed, since the process started. */
  readonly repaired: number;
}

/** Open work of one kind and priority. */
export interface OpenWork {
  readonly kind: string;
  readonly priority: number;
  readonly state: 'queued' | 'running' | 'dead';
  readonly items: number;
  /** Age of the oldest item that is due. */
  readonly oldestSeconds: number;
}

/** What happened on the way to Kafka and from it, since the process started. */
export interface RoadCounts {
  /** Records and pulled events that were not believed, by reason. */
  readonly refused: ReadonlyMap<string, number>;
  /** Readers of topics that ended or stood still. */
  readonly replacedSources: number;
  /** Events that the broker acknowledged. */
  readonly relayed: number;
  /** Events that are too large for the broker. */
  readonly leftOut: number;
}

/**
 * Where the figures come from that are asked for only when somebody looks. Each may fail: the others are told even so,
 * and what is not known is not a number.
 */
export interface MetricSources {
  lag(): Promise<readonly Lag[]>;
  work(): Promise<readonly OpenWork[]>;
  parked(): Promise<number>;
  /** Events that have no number yet. */
  unsequenced(): Promise<number>;
  /** Events that have a number and are not acknowledged by the broker. */
  relayLag(): Promise<number>;
  road(): RoadCounts;
  /** Spans that did not get to the collector, since the process started. */
  droppedSpans(): number;
}

/** How often the delay of the event loop is sampled: ten times as often, as by default, costs half a percent of a core. */
const LOOP_SAMPLES_MS = 100;

/** What a service tells a Prometheus: every name starts with `quench_`, every unit is in the name. */
export class ServiceMetrics {
  readonly registry = new Registry();
  /** Told of what happens. */
  readonly observed: ObservedMetrics;
  private readonly refreshes: (() => Promise<void>)[];

  constructor(service: string, sources: MetricSources, clocks: Clocks) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({
      register: this.registry,
      prefix: 'quench_',
      eventLoopMonitoringPrecision: LOOP_SAMPLES_MS,
    });
    this.observed = new ObservedMetrics(this.registry, clocks);
    this.refreshes = [this.lag(sources), this.work(sources), this.counts(sources), this.road(sources)];
  }

  /** Tells of these from now on, too. */
  add(gauges: readonly FeatureGauge[]): void {
    for (const asked of gauges) {
      const gauge = this.gauge(asked.name, asked.help, ['state'] as const);
      this.refreshes.push(async () => {
        const counts = await asked.read().catch(() => undefined);
        for (const state of asked.states) gauge.set({ state }, counts?.[state] ?? Number.NaN);
      });
    }
  }

  /** `GET /metrics` */
  get endpoint(): Endpoint {
    return {
      path: '/metrics',
      guard: 'public',
      summary: 'Metrics in the text format of Prometheus.',
      answers: { 200: 'Metrics.' },
      handle: async () => {
        // Not by the library's `collect`: it runs per metric, and these are answered several at a time.
        for (const refresh of this.refreshes) await refresh();
        return { status: 200, contentType: this.registry.contentType, body: await this.registry.metrics() };
      },
    };
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name: `quench_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `quench_${name}_total`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  private lag(sources: MetricSources): () => Promise<void> {
    const labels = ['consumer', 'producer'] as const;
    const events = this.gauge('consumer_lag_events', 'Events that a consumer has not digested', labels);
    const seconds = this.gauge('consumer_lag_seconds', 'Age of the oldest event not digested', labels);
    const repaired = this.counter('consumer_repaired_events', 'Events pulled because delivery failed', labels);
    return async () => {
      const lags = await sources.lag();
      for (const { consumer, producer, ...lag } of lags) {
        events.set({ consumer, producer }, lag.events);
        seconds.set({ consumer, producer }, lag.seconds);
      }
      tell(
        repaired,
        lags.map(({ consumer, producer, repaired: events }) => [{ consumer, producer }, events]),
      );
    };
  }

  private work(sources: MetricSources): () => Promise<void> {
    const labels = ['kind', 'priority', 'state'] as const;
    const items = this.gauge('work_items', 'Work items that wait, run or are dead', labels);
    const oldest = this.gauge(
      'work_oldest_seconds',
      'Age of the oldest work item that is due or was left to others',
      labels,
    );
    let last: readonly OpenWork[] = [];
    return async () => {
      const unknown = last.map((row) => ({ ...row, items: Number.NaN, oldestSeconds: Number.NaN }));
      const open = await sources.work().catch(() => unknown);
      last = open;
      items.reset();
      oldest.reset();
      for (const { kind, priority, state, ...row } of open) {
        items.set({ kind, priority, state }, row.items);
        oldest.set({ kind, priority, state }, row.oldestSeconds);
      }
    };
  }

  private counts(sources: MetricSources): () => Promise<void> {
    const parked = this.gauge('parked_events', 'Events that could not be digested', []);
    const unsequenced = this.gauge('unsequenced_events', 'Appended events without a number', []);
    const relay = this.gauge('relay_lag_events', 'Numbered events that the broker has not acknowledged', []);
    return async () => {
      parked.set(await sources.parked().catch(notKnown));
      unsequenced.set(await sources.unsequenced().catch(notKnown));
      relay.set(await sources.relayLag().catch(notKnown));
    };
  }

  private road(sources: MetricSources): () => Promise<void> {
    const refused = this.counter('feed_refused_records', 'Records that were not believed', ['reason'] as const);
    const replaced = this.counter('feed_replaced_sources', 'Readers of topics that had to be replaced', []);
    const relayed = this.counter('relay_relayed_events', 'Events that the broker acknowledged', []);
    const leftOut = this.counter('relay_left_out_events', 'Events too large for the broker', []);
    const spans = this.counter('tracing_dropped_spans', 'Spans that did not get to the collector', []);
    return async () => {
      const counts = sources.road();
      tell(spans, [[{}, sources.droppedSpans()]]);
      tell(
        refused,
        [...counts.refused].map(([reason, records]) => [{ reason }, records]),
      );
      tell(replaced, [[{}, counts.replacedSources]]);
      tell(relayed, [[{}, counts.relayed]]);
      tell(leftOut, [[{}, counts.leftOut]]);
    };
  }
}

/** Gives a counter what is counted elsewhere. */
function tell<Label extends string>(
  counter: Counter<Label>,
  counts: readonly (readonly [LabelValues<Label>, number])[],
): void {
  counter.reset();
  for (const [labels, count] of counts) counter.inc(labels, count);
}

const notKnown = (): number => Number.NaN;
