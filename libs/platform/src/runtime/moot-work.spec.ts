import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NOTHING, type Worker } from '@quench/ports';
import { eventually, ToyService } from '@quench/testing';
import { RuntimeBench } from './runtime-bench.fixture.js';
import type { WorkOutcome } from './index.js';

let bench: RuntimeBench;
let outcomes: WorkOutcome[];
beforeEach(async () => {
  bench = new RuntimeBench();
  outcomes = [];
  await bench.queue.enqueue([{ kind: 'build', key: 'a' }], { causes: ['e1'], correlationId: 'c1' });
});
afterEach(() => bench.stop());

async function worked(work: Worker['work']): Promise<void> {
  const worker = { kind: 'build', concurrency: 1, leaseMs: 60_000, maxAttempts: 3, work };
  const progress = { ended: (_claim: unknown, outcome: WorkOutcome) => void outcomes.push(outcome) };
  bench.run(new ToyService({ workers: [worker] }), bench.feed, { progress });
  await eventually('it ended', () => outcomes.length > 0);
}
const row = async () => (await bench.queue.list({ limit: 1 }))[0];

describe('work that has nothing to record', () => {
  it('is done without a transaction, and says why', async () => {
    bench.transactor.run = () => Promise.reject(new Error('nothing is recorded'));
    const moot = 'retired: nobody wants it';
    await worked(async () => ({ moot }));
    expect(outcomes).toEqual([{ outcome: 'finished', moot }]);
    expect(await row()).toMatchObject({ state: 'done', reason: moot });
  });

  it('is run once more for a wish that came meanwhile', async () => {
    let runs = 0;
    await worked(async () => {
      if (++runs === 1)
        await bench.queue.enqueue([{ kind: 'build', key: 'a' }], { causes: ['e2'], correlationId: 'c2' });
      return NOTHING;
    });
    await eventually('it ran again', () => outcomes.length === 2);
    expect(await row()).toMatchObject({ state: 'done', wanted: 2, done: 2 });
  });

  it('is lost where another one works on it by now', async () => {
    await worked(async ({ kind }) => {
      bench.queue.advance(120_000);
      expect(await bench.queue.claim({ kind, worker: 'another', leaseMs: 600_000 })).toBeDefined();
      return NOTHING;
    });
    expect(outcomes).toEqual([{ outcome: 'lost' }]);
    expect(await row()).toMatchObject({ state: 'running', worker: 'another' });
  });
});
