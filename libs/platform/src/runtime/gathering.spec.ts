import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Worker } from '@quench/ports';
import { eventually, ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';

const GATHER_MS = 500;

let bench: RuntimeBench;
beforeEach(() => {
  bench = new RuntimeBench();
});
afterEach(() => bench.stop());

const worker = (kind: string, gatherMs?: number): Worker => ({
  ...{ kind, concurrency: 1, leaseMs: 60_000, maxAttempts: 1, work: async () => async () => {} },
  ...(gatherMs !== undefined && { gatherMs }),
});

/** An item that is due before any test ends, though not at once. */
const want = (kind: string): Promise<void> => {
  const notBefore = new Date(Date.now() + GATHER_MS).toISOString();
  return bench.queue.enqueue([{ kind, key: 'a', notBefore }], { causes: [], correlationId: 'c' });
};

describe('a service', () => {
  it('is not idle while wishes gather', async () => {
    await want('look');
    const runtime = bench.run(new ToyService({ workers: [worker('look', GATHER_MS)] }));
    expect(await runtime.idle()).toBe(false);
    await eventually('it is worked', async () => (await bench.queue.depth()).length === 0);
    expect(await runtime.idle()).toBe(true);
  });

  it('is idle while work waits for its time, however soon that comes', async () => {
    await want('poll');
    expect(await bench.look(new ToyService({ workers: [worker('poll')] })).idle()).toBe(true);
  });
});
