import { expect, it } from '@jest/globals';
import type { OpenTracing } from '@quench/platform/tracing';
import { appendOf, countedContracts, eventually, freshStream, InMemoryEventStore, InMemoryFeed } from '@quench/testing';
import { traceService } from './trace-service.js';

const store = new InMemoryEventStore({ contracts: countedContracts });
const feed = new InMemoryFeed({ builder: store });

it('tells spans of the events of a service as they get their numbers, and of its work', async () => {
  const told: string[] = [];
  const spans: OpenTracing = {
    send: (service, { name }) => told.push(`${service}: ${name}`),
    dropped: 0,
    close: async () => {},
  };
  const [progress] = traceService('builder', feed, spans);
  const [event] = await store.append(appendOf(freshStream(), 0));
  await eventually('the span of the event', () => told.length === 1);
  const claim = {
    kind: 'build',
    key: 'k',
    generation: 1,
    fence: 1,
    epoch: 1,
    attempt: 1,
    priority: 0,
    worker: 'w',
    causes: [],
  };
  progress?.claimed?.({ ...claim, correlationId: 'c' });
  progress?.ended?.({ ...claim, correlationId: 'c' }, { outcome: 'finished' });
  expect(told).toEqual([`builder: ${event?.type ?? ''}`, 'builder: work build']);
});

it('tells nobody where no collector is named', () => {
  expect(traceService('builder', feed, undefined)).toEqual([]);
});
