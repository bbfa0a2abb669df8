import { afterEach, expect, it } from '@jest/globals';
import { eventually, RecordingLog } from '@quench/testing';
import { spawn } from 'node:child_process';
import { kill } from 'node:process';
import { slotsOf, type Instances } from './slots.js';
import { Supervisor, type InstanceState } from './supervisor.js';

/** Programs that say when they have begun. */
const SLEEPER = ['-e', "setInterval(() => {}, 1000); console.log('begun')"];
const DEAF = ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('begun')"];

let states: readonly InstanceState[] = [];
let supervisor: { readonly it: Supervisor; readonly ended: Promise<void>; readonly abort: AbortController } | undefined;

function supervise(wanted: () => Instances, program: readonly string[], graceMs = 5_000): RecordingLog {
  const log = new RecordingLog();
  const abort = new AbortController();
  const begun = new Set<string>();
  const run = new Supervisor({
    wanted: async () => slotsOf(wanted()),
    launch: async (slot) => {
      begun.delete(slot);
      const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'] });
      child.stdout.once('data', () => begun.add(slot));
      return child;
    },
    isReady: async (slot) => begun.has(slot),
    report: async (now) => {
      states = now;
    },
    log,
    graceMs,
    everyMs: 20,
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
  supervise(() => ({ builder: 2 }), SLEEPER);
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
  supervise(() => wanted, SLEEPER);
  await eventually('one instance runs', running(1));
  wanted = { builder: 3 };
  await eventually('three instances run', running(3));
  wanted = { builder: 1 };
  await eventually('one instance is left', running(1));
  expect(states.map(({ slot }) => slot)).toEqual(['builder.1']);
});

it('begins everything anew when it is told to, by force what does not listen, and counts no death', async () => {
  supervise(() => ({ builder: 1 }), DEAF, 300);
  await eventually('it runs', running(1));
  const [pid = 0] = pids();
  supervisor?.it.recycle();
  await eventually('another one runs', () => running(1)() && !pids().includes(pid));
  expect(isAlive(pid)).toBe(false);
  expect(states.map(({ restarts }) => restarts)).toEqual([0]);
});

it('waits between the starts of what ends at once', async () => {
  const log = supervise(() => ({ builder: 1 }), ['-e', 'process.exit(3)']);
  await eventually('it has died three times', () => log.of('instance-died').length >= 3);
  expect(log.of('instance-died').slice(0, 3)).toEqual(
    [1, 2, 3].map((failures) => ({ instance: 'builder.1', how: 'exit code 3', failures })),
  );
});

it('ends everything at the end, by force what does not listen', async () => {
  const log = supervise(() => ({ builder: 1 }), DEAF, 300);
  await eventually('it runs', running(1));
  const [pid = 0] = pids();
  supervisor?.abort.abort();
  await supervisor?.ended;
  expect(isAlive(pid)).toBe(false);
  expect(log.of('instance-ended')).toEqual([{ instance: 'builder.1', how: 'SIGKILL' }]);
  expect(states.map(({ pid: last }) => last)).toEqual([undefined]);
});
