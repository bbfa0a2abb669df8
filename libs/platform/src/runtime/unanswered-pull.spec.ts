import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import type { Feed } from '@quench/ports';
import { auditor, counted, eventually, ToyService, totals, type Total } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

let bench: RuntimeBench;
let answers: boolean;
beforeEach(() => {
  bench = new RuntimeBench();
  answers = false;
});
afterEach(() => bench.stop());

/** Delivers everything; its producer can be asked only sometimes. */
const delivering = (): Feed => {
  const ask = <T>(question: () => Promise<T>): Promise<T> =>
    answers ? question() : Promise.reject(new TransientFault('producer-unreachable', 'nobody answers'));
  const { feed } = bench;
  return {
    pull: (...asked) => ask(() => feed.pull(...asked)),
    head: (producer) => ask(() => feed.head(producer)),
    subscribe: (...asked) => feed.subscribe(...asked),
  };
};
const counts = async (): Promise<number> => (await bench.readModels.get<Total>('totals', 'all'))?.events ?? 0;
const run = () => bench.run(new ToyService({ projections: [totals()], reactors: [auditor().reactor] }), delivering());

it('digests what is delivered, also when it begins, while the producer does not answer', async () => {
  run();
  for (let n = 1; n <= 10; n++) {
    await bench.append('test.counter/a', counted(n));
    await eventually(`event ${String(n)} is digested`, async () => (await counts()) === n);
  }
  expect(bench.log.of('consumer-fault').length).toBeGreaterThan(0);
});

it('waits behind what is missing until the producer answers, and keeps what came after', async () => {
  await bench.append('test.counter/a', counted(1));
  run();
  await bench.append('test.counter/a', counted(2), counted(3));
  await eventually('the producer was asked', () => bench.log.of('consumer-fault').length > 2);
  expect(await counts()).toBe(0);
  answers = true;
  await eventually('all is digested', async () => (await counts()) === 3);
});

it('digests what is delivered also when an event of another key is parked that cannot be asked for', async () => {
  const entry = { consumer: 'totals@1', producer: 'toy', key: 'test.counter/parked', epoch: 1, seq: 1 };
  await bench.transactor.run((tx) => bench.parking.park({ ...entry, reason: 'poison', attempts: 3 }, tx));
  run();
  await bench.append('test.counter/a', counted(1));
  await eventually('it is digested', async () => (await counts()) === 1);
});
