import { expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Claim, Gauge as FeatureGauge } from '@quench/ports';
import { ServiceMetrics, type MetricSources, type OpenWork } from './service-metrics.js';
import { full } from '../pull-feed/recorded.fixture.js';

let work: readonly OpenWork[] = [];
const sources: MetricSources = {
  lag: async () => [{ consumer: 'planner', producer: 'watcher', events: 3, seconds: 1.5, repaired: 2 }],
  work: async () => work,
  parked: async () => 4,
  unsequenced: async () => 5,
  relayLag: async () => 6,
  road: () => ({
    refused: new Map([
      ['not-json', 7],
      ['signature-invalid', 8],
    ]),
    replacedSources: 9,
    relayed: 10,
    leftOut: 11,
  }),
  droppedSpans: () => 12,
};
const clocks = { steadyMs: () => 0, wallMs: () => Date.parse('2026-01-01T00:00:10Z') };
const claim: Claim = {
  kind: 'build',
  key: 'sha256:1',
  generation: 1,
  fence: 7,
  attempt: 1,
  priority: 0,
  epoch: 1,
  causes: [],
  correlationId: 'c',
  worker: 'w',
};

const lines = async (metrics: ServiceMetrics): Promise<readonly string[]> =>
  (await metrics.endpoint.handle({ query: {} })).body.split('\n');

it('tells lag by consumer, in events and seconds, and what was repaired', async () => {
  const text = await lines(new ServiceMetrics('builder', sources, clocks));
  const labels = 'consumer="planner",producer="watcher",service="builder"';
  expect(text).toEqual(
    expect.arrayContaining([
      `quench_consumer_lag_events{${labels}} 3`,
      `quench_consumer_lag_seconds{${labels}} 1.5`,
      `quench_consumer_repaired_events_total{${labels}} 2`,
      'quench_parked_events{service="builder"} 4',
      'quench_unsequenced_events{service="builder"} 5',
    ]),
  );
});

it('tells open work by kind, priority and state, and forgets what is no longer there', async () => {
  const metrics = new ServiceMetrics('builder', sources, clocks);
  work = [{ kind: 'build', priority: 2, state: 'queued', items: 8, oldestSeconds: 60 }];
  const labels = 'kind="build",priority="2",state="queued",service="builder"';
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([`quench_work_items{${labels}} 8`, `quench_work_oldest_seconds{${labels}} 60`]),
  );
  work = [];
  expect((await lines(metrics)).filter((line) => line.includes('kind="build"'))).toEqual([]);
});

it('tells what became of records on their way', async () => {
  expect(await lines(new ServiceMetrics('builder', sources, clocks))).toEqual(
    expect.arrayContaining([
      'quench_feed_refused_records_total{reason="not-json",service="builder"} 7',
      'quench_feed_refused_records_total{reason="signature-invalid",service="builder"} 8',
      'quench_feed_replaced_sources_total{service="builder"} 9',
      'quench_relay_relayed_events_total{service="builder"} 10',
      'quench_relay_left_out_events_total{service="builder"} 11',
      'quench_relay_lag_events{service="builder"} 6',
      'quench_tracing_dropped_spans_total{service="builder"} 12',
    ]),
  );
});

it('counts on from look to look, and has what only grows as counters', async () => {
  const metrics = new ServiceMetrics('builder', sources, clocks);
  await lines(metrics);
  const text = await lines(metrics);
  expect(text).toContain('quench_feed_refused_records_total{reason="not-json",service="builder"} 7');
  const counters = text.flatMap((line) => /^# TYPE (quench_(?!process|nodejs).*) counter$/.exec(line)?.[1] ?? []);
  expect(counters.sort()).toEqual([
    'quench_consumer_repaired_events_total',
    'quench_feed_refused_records_total',
    'quench_feed_replaced_sources_total',
    'quench_relay_left_out_events_total',
    'quench_relay_relayed_events_total',
    'quench_tracing_dropped_spans_total',
    'quench_work_leases_lost_total',
  ]);
});

it('tells what it knows when the database is away, and that it does not know the rest', async () => {
  const away = (): Promise<never> => Promise.reject(new TransientFault('database-unavailable', 'The database is away'));
  const now: { work: MetricSources['work'] } = { work: sources.work };
  const metrics = new ServiceMetrics(
    'builder',
    { ...sources, work: () => now.work(), parked: away, unsequenced: away, relayLag: away },
    clocks,
  );
  work = [{ kind: 'build', priority: 2, state: 'queued', items: 8, oldestSeconds: 60 }];
  await lines(metrics);
  now.work = away;
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'quench_work_items{kind="build",priority="2",state="queued",service="builder"} Nan',
      'quench_parked_events{service="builder"} Nan',
      'quench_unsequenced_events{service="builder"} Nan',
      'quench_relay_lag_events{service="builder"} Nan',
      'quench_relay_relayed_events_total{service="builder"} 10',
    ]),
  );
});

it('tells what a feature tells of itself, by state, and that it is not known while the database is away', async () => {
  const metrics = new ServiceMetrics('builder', sources, clocks);
  let read: FeatureGauge<'ripe' | 'green'>['read'] = async () => ({ ripe: 3, green: 0 });
  metrics.add([{ name: 'held_plums', help: 'Plums', states: ['ripe', 'green'], read: () => read() }]);
  const told = async () => (await lines(metrics)).filter((line) => line.includes('quench_held_plums'));
  const series = (state: string, value: string): string =>
    `quench_held_plums{state="${state}",service="builder"} ${value}`;
  expect(await told()).toEqual([
    '# HELP quench_held_plums Plums',
    '# TYPE quench_held_plums gauge',
    ...[series('ripe', '3'), series('green', '0')],
  ]);
  read = () => Promise.reject(new TransientFault('database-unavailable', 'The database is away'));
  expect((await told()).slice(2)).toEqual([series('ripe', 'Nan'), series('green', 'Nan')]);
});

it('times work from claim to end', async () => {
  let steadyMs = 0;
  const metrics = new ServiceMetrics('builder', sources, { ...clocks, steadyMs: () => steadyMs });
  metrics.observed.claimed(claim);
  steadyMs = 2_500;
  metrics.observed.ended(claim, { outcome: 'finished' });
  const labels = 'service="builder",kind="build",outcome="finished"';
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      `quench_work_duration_seconds_sum{${labels}} 2.5`,
      `quench_work_duration_seconds_count{${labels}} 1`,
    ]),
  );
});

it('counts lost leases by kind, from the first claim on', async () => {
  const metrics = new ServiceMetrics('builder', sources, clocks);
  const lost = (count: number): string =>
    `quench_work_leases_lost_total{kind="build",service="builder"} ${String(count)}`;
  metrics.observed.claimed(claim);
  expect(await lines(metrics)).toContain(lost(0));
  metrics.observed.ended(claim, { outcome: 'lost' });
  metrics.observed.ended({ ...claim, fence: 8 }, { outcome: 'failed' });
  expect(await lines(metrics)).toContain(lost(1));
});

it('times events from their decision to each consumer and to the broker, and never below nothing', async () => {
  const metrics = new ServiceMetrics('builder', sources, clocks);
  const events = ['2026-01-01T00:00:08Z', '2026-01-01T00:00:11Z'].map((occurredAt) => ({ ...full, occurredAt }));
  metrics.observed.digested({ consumer: 'planner', producer: 'watcher', events, tookMs: 1 });
  metrics.observed.relayed(events);
  const labels = 'service="builder",consumer="planner",producer="watcher"';
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      `quench_consumer_delay_seconds_sum{${labels}} 2`,
      `quench_consumer_delay_seconds_count{${labels}} 2`,
      'quench_relay_latency_seconds_sum{service="builder"} 2',
      'quench_relay_latency_seconds_count{service="builder"} 2',
    ]),
  );
});
