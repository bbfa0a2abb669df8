import { describe, expect, it } from '@jest/globals';
import type { Claim } from '@quench/ports';
import { full } from '../pull-feed/recorded.fixture.js';
import { digestSpans, eventSpan, traceIdOf, workSpan } from './spans.js';

const claim: Claim = {
  kind: 'build',
  key: 'sha256:1',
  generation: 2,
  fence: 7,
  attempt: 1,
  priority: 0,
  epoch: 1,
  causes: [full.id, 'another'],
  correlationId: full.correlationId,
  worker: 'w',
};
const took = { startMs: 1_000, endMs: 3_000 };
const endMs = Date.parse(full.occurredAt) + 50;
const digested = { consumer: 'planner', producer: 'watcher', events: [full], tookMs: 20 };
const following = { ...full, id: 'next', causes: [full.id] };

describe('the steps of one release', () => {
  const event = eventSpan(full, endMs);
  const [digest] = digestSpans('builder', digested, endMs);
  const steps = [event, digest, workSpan('builder', claim, { outcome: 'finished' }, took), eventSpan(following, endMs)];

  it('are one trace, whichever service says them', () => {
    expect(new Set(steps.map((step) => step?.traceId))).toEqual(new Set([traceIdOf(full.correlationId)]));
    expect(traceIdOf(full.correlationId)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf('another')).not.toBe(event.traceId);
  });

  it('are children of the event that led to them, and have ids of their own', () => {
    expect(steps.slice(1).map((step) => step?.parentId)).toEqual(steps.slice(1).map(() => event.spanId));
    const ids = steps.map((step) => step?.spanId ?? '');
    expect(new Set(ids).size).toBe(steps.length);
    expect(ids.filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
  });

  it('have no parent where nothing led to them', () => {
    expect(eventSpan({ ...full, causes: [] }, endMs).parentId).toBeUndefined();
    expect(workSpan('builder', { ...claim, causes: [] }, { outcome: 'finished' }, took).parentId).toBeUndefined();
  });
});

describe('a span', () => {
  it('of an event goes from its decision to its way out, and never ends before it began', () => {
    const startMs = Date.parse(full.occurredAt);
    expect(eventSpan(full, endMs)).toMatchObject({ name: full.type, kind: 'event', startMs, endMs });
    expect(eventSpan(full, startMs - 5)).toMatchObject({ startMs, endMs: startMs });
  });

  it('of an event is told anew as the same', () => {
    expect(eventSpan(full, endMs)).toEqual(eventSpan({ ...full }, endMs));
  });

  it('of a consumer is told by each service, with its transaction', () => {
    const [one] = digestSpans('builder', digested, endMs);
    const [other] = digestSpans('historian', digested, endMs);
    expect(one).toMatchObject({ name: 'digest planner', kind: 'consumer', startMs: endMs - 20, endMs });
    expect(other?.spanId).not.toBe(one?.spanId);
  });

  it.each([
    [{ outcome: 'finished', moot: 'not-wanted' }, undefined],
    [
      { outcome: 'failed', state: 'queued', reason: 'archive-unreachable: it is away' },
      'archive-unreachable: it is away',
    ],
    [{ outcome: 'lost' }, 'lease-lost: what it made was thrown away'],
    [{ outcome: 'given-back' }, undefined],
  ] as const)('of work says how it ended: %j', (outcome, failure) => {
    expect(workSpan('builder', claim, outcome, took)).toMatchObject({
      ...took,
      name: 'work build',
      attributes: { 'quench.key': 'sha256:1', 'quench.attempt': 1, 'quench.outcome': outcome.outcome },
    });
    expect(workSpan('builder', claim, outcome, took).failure).toBe(failure);
  });

  it('of another try is another one', () => {
    const [one, other] = [claim, { ...claim, fence: 8 }].map((of) => workSpan('b', of, { outcome: 'lost' }, took));
    expect(one?.spanId).not.toBe(other?.spanId);
  });
});
