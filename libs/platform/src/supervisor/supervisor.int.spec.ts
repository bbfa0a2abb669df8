import { afterEach, expect, it } from '@jest/globals';
import { eventually, RecordingLog } from '@quench/testing';
import { spawn } from 'node:child_process';
import { kill } from 'node:process';
import { slotsOf, type Instances } from './slots.js';
import type { InstanceState, SupervisorOptions } from './supervisor-options.js';
import { Supervisor } from './supervisor.js';

/** Programs that say when they have begun. */
const SLEEPER = ['-e', "setInterval(() => {}, 1000); console.log('begun')"];
const DEAF = ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('begun')"];

let states: readonly InstanceState[] = [];
let supervisor: { readonly it: Supervisor; readonly ended: Promise<void>; readonly abort: AbortController } | undefined;

/** What runs, and what is other than usual. */
interface World extends Partial<SupervisorOptions> {
  readonly of: () => Instances;
  readonly program: readonly string[];
}

function supervise({ of, program, ...world }: World): RecordingLog {
  const log = new RecordingLog();
  const abort = new AbortController();
  const begun = new Set<string>();
  const run = new Supervisor({
    wanted: async () => slotsOf(of()),
    launch: async (slot) => {
      begun.delete(slot);
      const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.once('data', () => begun.add(slot));
      return child;
    },
    isReady: async (slot) => begun.has(slot),
    isLive: async () => true,
    report: async (now) => {
      states = now;
    },
    log,
    graceMs: 5_000,
    everyMs: 20,
    ...world,
  });
  supervisor = { it: run, ended: run.run(abort.signal), abort };
  return log;
}

const pids = (): readonly number[] => states.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
const running = (count: number) => () => pids().length === count && states.every(({ ready }) => ready);
const isAlive = (pid: number): boolean => {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
};

afterEach(async () => {
  supervisor?.abort.abort();
  await supervisor?.ended;
});

it('runs what is wanted, and begins again what is killed', async () => {
  supervise({ of: () => ({ builder: 2 }), program: SLEEPER });
  await eventually('two instances run', running(2));
  const [first = 0, second = 0] = pids();
  kill(first, 'SIGKILL');
  await eventually('the killed one runs again', () => running(2)() && !pids().includes(first));
  expect(pids()).toContain(second);
  expect(states.map(({ slot, restarts, ended }) => [slot, restarts, ended])).toEqual([
    ['builder.1', 1, 'SIGKILL'],
    ['builder.2', 0, undefined],
  ]);
});

it('follows a change of what is wanted', async () => {
  let wanted: Instances = { builder: 1 };
  supervise({ of: () => wanted, program: SLEEPER });
  await eventually('one instance runs', running(1));
  wanted = { builder: 3 };
  await eventually('three instances run', running(3));
  wanted = { builder: 1 };
  await eventually('one instance is left', running(1));
  expect(states.map(({ slot }) => slot)).toEqual(['builder.1']);
});

it('begins everything anew when it is told to, by force what does not listen, and counts no death', async () => {
  supervise({ of: () => ({ builder: 1 }), program: DEAF, graceMs: 300 });
  await eventually('it runs', running(1));
  const [pid = 0] = pids();
  supervisor?.it.recycle();
  await eventually('another one runs', () => running(1)() && !pids().includes(pid));
  expect(isAlive(pid)).toBe(false);
  expect(states.map(({ restarts }) => restarts)).toEqual([0]);
});

it('waits between the starts of what ends at once, longer each time', async () => {
  let now = 0;
  let looks = 0;
  const log = supervise({
    of: () => ({ builder: Math.sign(++looks) }),
    program: ['-e', 'process.exit(3)'],
    nowMs: () => now,
  });
  const starts: number[] = [];
  for (const afterMs of [0, 199, 1, 399, 1]) {
    now += afterMs;
    const settled = looks + 5;
    await eventually(
      'it has been looked at some times, and what began has ended',
      () => looks > settled && log.of('instance-died').length === log.of('instance-started').length,
    );
    starts.push(log.of('instance-started').length);
  }
  expect(starts).toEqual([1, 1, 2, 2, 3]);
  expect(log.of('instance-died')).toEqual(
    [1, 2, 3].map((failures) => ({ instance: 'builder.1', how: 'exit code 3', failures })),
  );
});

it('begins anew what hangs, by force what does not listen, and counts it as a death', async () => {
  let now = 0;
  let live = true;
  const log = supervise({
    of: () => ({ builder: 1 }),
    program: DEAF,
    graceMs: 5_000,
    nowMs: () => (now += 500),
    isLive: async () => live,
  });
  await eventually('it runs', running(1));
  const [pid = 0] = pids();
  live = false;
  await eventually('it is found to hang', () => log.of('instance-hangs').length > 0);
  live = true;
  await eventually('another one runs', () => running(1)() && !pids().includes(pid));
  expect(log.of('instance-hangs')).toEqual([{ instance: 'builder.1', pid }]);
  expect(states.map(({ restarts, ended }) => [restarts, ended])).toEqual([[1, 'hung, then SIGKILL']]);
});

it('leaves alone what is silent before it has been ready, and for four looks in a row after', async () => {
  let now = 0;
  let asked = 0;
  let ready = false;
  const log = supervise({
    of: () => ({ builder: 1 }),
    program: SLEEPER,
    nowMs: () => (now += 500),
    isReady: async () => ready,
    isLive: async () => ++asked % 5 === 0,
  });
  await eventually('it has waited for longer than a hanging one would be left', () => now > 60_000);
  expect(asked).toBe(0);
  ready = true;
  await eventually('it has been asked many times', () => asked > 20);
  expect(log.of('instance-hangs')).toEqual([]);
});

it('begins anew what hangs in its start, and leaves alone one that is live and not ready', async () => {
  let now = 0;
  let live = false;
  const asked: number[] = [];
  const log = supervise({
    of: () => ({ builder: 1 }),
    program: SLEEPER,
    nowMs: () => (now += 5_000),
    isReady: async () => false,
    isLive: async () => {
      asked.push(now);
      return live;
    },
  });
  await eventually('it is found to hang', () => log.of('instance-hangs').length > 0);
  expect(asked[0]).toBeGreaterThan(600_000);
  live = true;
  const before = now;
  await eventually('another one is live', () => log.of('instance-started').length === 2 && now - before > 1_800_000);
  expect(log.of('instance-hangs')).toHaveLength(1);
  expect(states.map(({ restarts, ended }) => [restarts, ended])).toEqual([[1, expect.stringContaining('hung, then')]]);
});

it.each(['wanted', 'report'] as const)('goes on when %s fails, tells of it once, and tries again', async (what) => {
  let fails = false;
  let failed = 0;
  const orFail = async <T>(value: T): Promise<T> => {
    if (!fails) return value;
    failed++;
    throw new Error('no space left');
  };
  let wanted: Instances = { builder: 1 };
  const log = supervise({
    of: () => wanted,
    program: SLEEPER,
    [what]: async (now: readonly InstanceState[]) => {
      const slots = await orFail(slotsOf(wanted));
      if (what === 'report') states = now;
      return slots;
    },
  });
  await eventually('it runs', running(1));
  fails = true;
  kill(pids()[0] ?? 0, 'SIGKILL');
  await eventually('it runs again meanwhile', () => failed > 5 && log.of('instance-started').length === 2);
  expect(log.of('supervisor-fault')).toEqual([{ what, reason: 'no space left' }]);
  wanted = { builder: 2 };
  fails = false;
  await eventually('what is wanted now runs and is told', running(2));
});

it('counts a start that fails as a death, and goes on with the others', async () => {
  const log = supervise({
    of: () => ({ builder: 1, tester: 1 }),
    program: SLEEPER,
    launch: async (slot) => {
      if (slot === 'builder.1') throw new Error('no free port');
      return spawn(process.execPath, SLEEPER, { stdio: 'ignore' });
    },
    isReady: async () => true,
  });
  await eventually('the other one runs and this one was tried twice', () => {
    return pids().length === 1 && log.of('instance-died').length >= 2;
  });
  expect(log.of('instance-died')[0]).toEqual({
    instance: 'builder.1',
    how: 'did not start: no free port',
    failures: 1,
  });
});

it('ends everything at the end, by force what does not listen', async () => {
  const log = supervise({ of: () => ({ builder: 1 }), program: DEAF, graceMs: 300 });
  await eventually('it runs', running(1));
  const [pid = 0] = pids();
  supervisor?.abort.abort();
  await supervisor?.ended;
  expect(isAlive(pid)).toBe(false);
  expect(log.of('instance-ended')).toEqual([{ instance: 'builder.1', how: 'SIGKILL' }]);
  expect(states.map(({ pid: last }) => last)).toEqual([undefined]);
});
