import { expect, it } from '@jest/globals';
import { ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

/** More than are listed together. */
const LATER = 10_001;

it('a runtime is not idle while work waits for its next try, however much else waits for its time', async () => {
  const bench = new RuntimeBench();
  const isIdle = (): Promise<boolean> => bench.look(new ToyService({})).idle();
  const later = { kind: 'build', priority: 1, notBefore: '2200-01-01T00:00:00.000Z' };
  const items = Array.from({ length: LATER }, (_, at) => ({ ...later, key: String(at) }));
  await bench.queue.enqueue(items, { causes: [], correlationId: 'x' });
  expect(await isIdle()).toBe(true);
  await bench.queue.enqueue([{ kind: 'build', key: 'failed' }], { causes: [], correlationId: 'x' });
  const claim = await bench.queue.claim({ kind: 'build', worker: 'w', leaseMs: 60_000 });
  if (claim === undefined) throw new RangeError('nothing to claim');
  await bench.queue.fail(claim, { then: 'retry', reason: 'x', retryAfterMs: 60_000 }, 9);
  expect(await isIdle()).toBe(false);
});
