import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { auditor, counted, eventually, ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

const service = () => new ToyService({ reactors: [{ ...auditor().reactor, begins: 'now' }] });
const wanted = async () => (await bench.queue.list({ limit: 10 })).map(({ key }) => key);

it('a consumer that begins now passes over what was before it, and once it has begun nothing', async () => {
  await bench.append('test.counter/before', counted(1));
  const first = bench.run(service());
  await bench.atHead(first, 'auditor');
  expect(await wanted()).toEqual([]);
  await bench.append('test.counter/after', counted(1));
  await bench.atHead(first, 'auditor');
  expect(await wanted()).toEqual(['test.counter/after']);
  await first.stop(1_000);
  await bench.append('test.counter/meanwhile', counted(1));
  await bench.atHead(bench.run(service()), 'auditor');
  expect([...(await wanted())].sort()).toEqual(['test.counter/after', 'test.counter/meanwhile']);
});

it('a consumer that begins now at the beginning of a log takes everything, also after it was broken off', async () => {
  const first = bench.run(service());
  await eventually('the consumer has a place', async () => (await bench.cursors.list()).length === 1);
  await first.stop(1_000);
  await bench.append('test.counter/a', counted(1));
  await bench.atHead(bench.run(service()), 'auditor');
  expect(await wanted()).toEqual(['test.counter/a']);
});
