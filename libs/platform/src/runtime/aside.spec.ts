import { expect, it } from '@jest/globals';
import { ToyService } from '@quench/testing';
import type { Worker } from '@quench/ports';
import { RuntimeBench } from './runtime-bench.fixture.js';

const worker: Worker = {
  ...{ kind: 'tell', concurrency: 1, leaseMs: 60_000, maxAttempts: 9 },
  work: () => Promise.reject(new Error('is not run')),
};

it('nobody waits for work aside that has failed, but for its first try', async () => {
  const bench = new RuntimeBench();
  const isIdle = (...workers: readonly Worker[]) => bench.look(new ToyService({ workers })).idle();
  await bench.queue.enqueue([{ kind: 'tell', key: 'a' }], { causes: [], correlationId: 'x' });
  expect(await isIdle({ ...worker, aside: true })).toBe(false);
  const claim = await bench.queue.claim({ kind: 'tell', worker: 'w', leaseMs: 60_000 });
  if (claim === undefined) throw new RangeError('nothing to claim');
  expect(await isIdle({ ...worker, aside: true })).toBe(false);
  await bench.queue.fail(claim, { then: 'retry', reason: 'x', retryAfterMs: 60_000 }, 9);
  expect(await isIdle(worker)).toBe(false);
  expect(await isIdle({ ...worker, aside: true })).toBe(true);
});
