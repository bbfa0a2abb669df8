import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually, TraceCollector } from '@quench/testing';
import { full } from '../pull-feed/recorded.fixture.js';
import { openTracing, Tracing, type OpenTracing } from './index.js';

const HANG_MS = 60_000;
const process = { version: '1.2.3', instance: 'builder.1' };
const endMs = Date.parse(full.occurredAt) + 1_234;

let collector: TraceCollector;
let spans: OpenTracing;
let tracing: Tracing;

beforeEach(async () => {
  collector = await TraceCollector.start();
  spans = await openTracing({ url: collector.url }, process);
  tracing = new Tracing('builder', spans, () => endMs);
});
afterEach(async () => {
  await spans.close();
  await collector.close();
});

const claim = { kind: 'build', key: 'k', generation: 1, fence: 1, epoch: 1, attempt: 1, priority: 0, worker: 'w' };

it(
  'brings a collector what a service does, with ids, parents and how it ended',
  async () => {
    tracing.relayed([full]);
    const following = { ...claim, causes: [full.id], correlationId: full.correlationId };
    tracing.claimed(following);
    tracing.ended(following, { outcome: 'failed', state: 'dead', reason: 'bad: very' });
    await eventually('the spans', () => collector.spans.length === 2);
    const [event, work] = collector.spans;
    expect(event).toMatchObject({
      service: 'builder',
      name: full.type,
      startMs: Date.parse(full.occurredAt),
      endMs,
      failure: undefined,
      attributes: { 'quench.stream': full.stream, 'quench.correlation_id': full.correlationId },
    });
    expect(work).toMatchObject({
      name: 'work build',
      traceId: event?.traceId,
      parentId: event?.spanId,
      failure: 'bad: very',
    });
    expect(spans.dropped).toBe(0);
  },
  HANG_MS,
);

it(
  'sends what waits when it is closed',
  async () => {
    tracing.relayed([full]);
    await spans.close();
    expect(collector.spans).toHaveLength(1);
  },
  HANG_MS,
);

it(
  'counts what a collector does not take, and disturbs nobody',
  async () => {
    collector.status = 400;
    tracing.relayed([full, full]);
    await eventually('the count', () => spans.dropped === 2);
  },
  HANG_MS,
);

it(
  'keeps no more than has room while the collector is away, and counts the rest',
  async () => {
    await collector.close();
    const many = Array.from({ length: 20_000 }, () => full);
    tracing.relayed(many);
    expect(spans.dropped).toBeGreaterThan(10_000);
    expect(spans.dropped).toBeLessThan(20_000);
  },
  HANG_MS,
);
