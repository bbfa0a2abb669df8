import { expect, it } from '@jest/globals';
import type { Contracts } from '@quench/contracts';
import type { EventLike } from '@quench/kernel';
import {
  auditor,
  counted,
  countedContracts,
  eventually,
  InMemoryCursors,
  InMemoryEventStore,
  InMemoryParking,
  InMemoryReadModels,
  InMemoryTransactor,
  InMemoryWorkQueue,
  RecordingLog,
  testContext,
  ToyService,
} from '@quench/testing';
import { ServiceRuntime } from '../runtime/index.js';
import { LocalFeed } from './index.js';

/** Of a newer version of the same service. */
const newer: Contracts = { ...countedContracts, knows: (type) => type.startsWith('test.') };

it('passes an unknown type over, and parks an unknown version of a known one', async () => {
  const store = new InMemoryEventStore({ contracts: countedContracts });
  const written = new InMemoryEventStore({ events: store.events, contracts: newer });
  const append = (stream: string, ...events: EventLike[]) =>
    written.append({ stream, expectedVersion: 0, events, context: testContext() });
  await append('test.counter/a', { type: 'test.Unheard.v1', data: {} }, counted(1));
  await append('test.counter/b', { type: 'test.Counted.v3', data: {} }, counted(2));
  const bell = { subscribe: store.events.subscribe.bind(store.events) };
  const [queue, cursors, parking] = [new InMemoryWorkQueue(), new InMemoryCursors(), new InMemoryParking()];
  const [transactor, log] = [new InMemoryTransactor(), new RecordingLog()];
  const runtime = new ServiceRuntime({
    service: new ToyService({ reactors: [auditor().reactor] }),
    ...{ queue, cursors, parking, transactor, log },
    feed: new LocalFeed(new Map([['toy', { store, bell }]])),
    readModelWriter: new InMemoryReadModels().writer,
    pollMs: 20,
    headEveryMs: 20,
    newerGraceMs: 20,
  });
  runtime.start();
  await eventually('all is digested or parked', async () => (await cursors.get('auditor', 'toy')).seq === 4);
  await runtime.stop(0);
  expect((await queue.list({ limit: 10 })).map(({ key }) => key)).toEqual(['test.counter/a']);
  expect(await parking.list(10)).toMatchObject([
    { key: 'test.counter/b', seq: 3, reason: expect.stringContaining('event-version-unknown: test.Counted.v3') },
    { key: 'test.counter/b', seq: 4, reason: expect.stringContaining('key-parked') },
  ]);
  expect(log.of('consumer-fault')).toEqual([]);
  await expect(store.range(0, 10)).rejects.toMatchObject({ code: 'event-unknown' });
});
