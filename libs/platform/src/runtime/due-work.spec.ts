import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Wanted } from '@quench/kernel';
import { NOTHING, type Worker } from '@quench/ports';
import { auditor, counted, eventually, ToyService, totals, type Total } from '@quench/testing';
import { DueWork } from './due-work.js';
import type { Rows } from './rows-gate.js';
import { RuntimeBench } from './runtime-bench.fixture.js';

/** Rows that can be rebuilt while they are read. */
class SomeRows implements Rows {
  isOpen = true;
  opening = 1;
  questions = 0;

  async haveStood(since: number): Promise<boolean> {
    this.questions++;
    return this.isOpen && since === this.opening;
  }
}

let rows: SomeRows;
let asked: (readonly string[])[];
beforeEach(() => {
  rows = new SomeRows();
  asked = [];
});

const worker = (kind: string): Worker => ({
  ...{ kind, concurrency: 1, leaseMs: 1_000, maxAttempts: 1 },
  work: async () => NOTHING,
});
/** What begins with `early` is not due. */
const choosy = (kind: string): Worker => ({
  ...worker(kind),
  async notDue(keys) {
    asked.push(keys);
    return new Set(keys.filter((key) => key.startsWith('early')));
  },
});
const wanted = (kind: string, key: string): Wanted => ({ kind, key });
const due = async (all: readonly Wanted[], publish = choosy('publish')): Promise<readonly string[]> => {
  const isDue = await new DueWork([publish, worker('build')], rows).among(() => all);
  return all.filter(isDue).map(({ kind, key }) => `${kind} ${key}`);
};
const all = [wanted('publish', 'early'), wanted('publish', 'a'), wanted('build', 'early'), wanted('publish', 'a')];
const names = ['publish early', 'publish a', 'build early', 'publish a'];

describe('what is asked for', () => {
  it('is not due where there is nothing to do yet', async () => {
    expect(await due(all)).toEqual(names.slice(1));
  });

  it('is looked at together, each thing once', async () => {
    await due(all);
    expect(asked).toEqual([['early', 'a']]);
  });

  it('costs no look at where the rows stand when all of it is due', async () => {
    await due(all.slice(1));
    expect(rows.questions).toBe(0);
  });

  it('is due while rows are rebuilt, without a look', async () => {
    rows.isOpen = false;
    expect(await due(all)).toEqual(names);
    expect(asked).toEqual([]);
  });

  it('is due where the look fails: the work itself will tell why', async () => {
    const broken: Worker = { ...worker('publish'), notDue: () => Promise.reject(new Error('no such column')) };
    expect(await due(all, broken)).toEqual(names);
  });

  it('is due where rows were rebuilt while they were looked at', async () => {
    const rebuilt: Worker = {
      ...worker('publish'),
      async notDue(keys) {
        rows.opening++;
        return new Set(keys);
      },
    };
    expect(await due(all, rebuilt)).toEqual(names);
  });
});

describe('a service', () => {
  let bench: RuntimeBench;
  beforeEach(() => {
    bench = new RuntimeBench();
  });
  afterEach(() => bench.stop());

  it('asks for work once the last of what that waits for is in its rows', async () => {
    const second: Worker = {
      ...worker('audit'),
      async notDue(keys) {
        const found = await bench.readModels.getMany<Total>('totals', keys);
        return new Set(keys.filter((key) => (found.get(key)?.events ?? 0) < 2));
      },
    };
    const parts = { reactors: [auditor().reactor], projections: [totals()], workers: [second] };
    const runtime = bench.run(new ToyService(parts));
    await bench.append('test.counter/first', counted(1), counted(1));
    // Work is claimed once the rows are as complete as the log was.
    await eventually(
      'the first is worked',
      async () => (await bench.queue.list({ states: ['done'], limit: 1 })).length > 0,
    );
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(runtime, 'auditor');
    expect(await bench.keys()).toEqual(['test.counter/first']);
    await bench.append('test.counter/b', counted(1), counted(1));
    await bench.append('test.counter/a', counted(1));
    await bench.atHead(runtime, 'auditor');
    expect((await bench.keys()).toSorted()).toEqual(['test.counter/a', 'test.counter/b', 'test.counter/first']);
  });
});
