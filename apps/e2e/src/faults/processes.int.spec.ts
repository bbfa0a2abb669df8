import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { again, FAULT_MS, HANG_MS, whenLong } from './how-long.js';
import { Trial, type TrialOptions } from './trial.js';

/** Longer than a lease of the mill. */
const FROZEN_MS = 2_500;
/** Longer than the server lets the session of a silent sequencer live. */
const THROWN_OUT_MS = 14_000;

let server: TestPostgres;
let trial: Trial;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());
afterEach(() => trial.close());

const begin = async (options?: TrialOptions): Promise<void> => {
  trial = await Trial.open(server, options);
};

const holds = async (): Promise<void> => {
  expect(await trial.verdict()).toEqual([]);
  expect(trial.acknowledged).toBeGreaterThan(0);
};

/** A Node whose clock is wrong by so much. */
const clockOff = (ms: number): readonly string[] => {
  const code = `const True = Date;
    globalThis.Date = class Date extends True {
      constructor(...given) { given.length === 0 ? super(True.now() + ${String(ms)}) : super(...given); }
      static now() { return True.now() + ${String(ms)}; }
    };`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
};

describe('processes of one service lose and double nothing together', () => {
  it(
    'while one has a clock that is an hour ahead, and one an hour behind',
    async () => {
      await begin({ flags: [clockOff(3_600_000), clockOff(-3_600_000)] });
      await trial.during(() => sleep(FAULT_MS));
      await holds();
    },
    HANG_MS,
  );

  it(
    'while one is frozen again and again for longer than its leases, and goes on',
    async () => {
      await begin({ flags: [[], []] });
      await trial.during((zombie) =>
        again(400, async () => {
          zombie.kill('SIGSTOP');
          await sleep(FROZEN_MS);
          zombie.kill('SIGCONT');
        }),
      );
      await holds();
    },
    HANG_MS,
  );

  whenLong('while the one that gives numbers is frozen until its session is gone, and goes on', async () => {
    await begin();
    await trial.during(() => sleep(1_000));
    const before = trial.acknowledged;
    await trial.begin();
    await trial.during(async (zombie) => {
      zombie.kill('SIGSTOP');
      await sleep(THROWN_OUT_MS);
      zombie.kill('SIGCONT');
      await sleep(1_000);
    });
    expect(trial.acknowledged).toBeGreaterThan(before);
    await holds();
  });

  whenLong('while others join and leave each second', async () => {
    await begin();
    await trial.during(() =>
      again(0, async () => {
        const passing = await trial.begin();
        await sleep(1_000);
        await trial.kill(passing);
      }),
    );
    await holds();
  });
});

describe('a projection of a new version', () => {
  it(
    'is built while events come, killed in the middle and built to the end: it is as the log says',
    async () => {
      await begin();
      await trial.during(() => sleep(FAULT_MS));
      await trial.during(async (old) => {
        await trial.kill(old);
        const halfway = await trial.begin(3);
        await sleep(150);
        await trial.kill(halfway);
        await trial.begin(3);
        await sleep(1_000);
      });
      await trial.kill(trial.first);
      await trial.begin(1);
      await holds();
    },
    HANG_MS,
  );

  whenLong('and the one before it take turns while both run, and the one that stays has all', async () => {
    await begin();
    await trial.during(async (old) => {
      await sleep(1_000);
      await trial.begin(3);
      await sleep(FAULT_MS);
      await trial.kill(old);
    });
    await trial.kill(trial.first);
    await trial.begin(1);
    await holds();
  });
});
