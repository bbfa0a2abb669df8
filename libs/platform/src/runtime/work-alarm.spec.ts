import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransientFault } from '@quench/kernel';
import { eventually, InMemoryWorkQueue, RecordingLog } from '@quench/testing';
import { WorkAlarm } from './work-alarm.js';

const NEVER_MS = 600_000;

/** Counts how often it was woken. */
class Counter {
  woken = 0;

  constructor(readonly kind: string) {}

  wake(): void {
    this.woken++;
  }
}

/** Counts questions; a fault is answered once. */
class AskedQueue extends InMemoryWorkQueue {
  asked = 0;
  fault: Error | undefined;

  override nextDue(kinds: readonly string[], worker: string): Promise<ReadonlyMap<string, number>> {
    this.asked++;
    const { fault } = this;
    this.fault = undefined;
    return fault === undefined ? super.nextDue(kinds, worker) : Promise.reject(fault);
  }
}

let queue: AskedQueue;
let log: RecordingLog;
let build: Counter;
let lock: Counter;
let alarm: WorkAlarm | undefined;

beforeEach(() => {
  queue = new AskedQueue();
  log = new RecordingLog();
  build = new Counter('build');
  lock = new Counter('lock');
});
afterEach(() => alarm?.stop());

function start(pollMs: number): WorkAlarm {
  alarm = new WorkAlarm([build, lock], { queue, log, workerName: 'w', pollMs });
  alarm.start();
  return alarm;
}

const want = (key: string, inMs: number): Promise<void> =>
  queue.enqueue([{ kind: 'build', key, notBefore: new Date(Date.now() + inMs).toISOString() }], {
    causes: [],
    correlationId: 'c',
  });

describe('the alarm of workers', () => {
  it('wakes whose item is due, and nobody else', async () => {
    await want('a', 0);
    start(NEVER_MS);
    await eventually('it woke the builder', () => build.woken > 0);
    expect(lock.woken).toBe(0);
  });

  it('wakes when the time of an item comes', async () => {
    await want('a', 200);
    start(NEVER_MS);
    await eventually('it asked', () => queue.asked > 0);
    expect(build.woken).toBe(0);
    await eventually('it woke the builder', () => build.woken > 0);
  });

  it('wakes when a lease ends', async () => {
    await want('a', 0);
    await queue.claim({ kind: 'build', worker: 'killed', leaseMs: 200 });
    start(NEVER_MS);
    await eventually('it woke the builder', () => build.woken > 0);
  });

  it('looks again when somebody ran dry: an earlier item may have come', async () => {
    await want('late', NEVER_MS);
    const started = start(NEVER_MS);
    await eventually('it asked', () => queue.asked === 1);
    await want('early', 200);
    for (let n = 0; n < 50; n++) started.set();
    await eventually('it woke the builder', () => build.woken > 0);
    // Once for the fifty.
    expect(queue.asked).toBeLessThan(10);
  });

  it('finds what another process enqueued without a word', async () => {
    start(10);
    await eventually('it asked', () => queue.asked > 0);
    await want('a', 0);
    await eventually('it woke the builder', () => build.woken > 0);
  });

  it('goes on after a fault', async () => {
    queue.fault = new TransientFault('database-unavailable', 'Gone');
    await want('a', 0);
    start(10);
    await eventually('it woke the builder', () => build.woken > 0);
    expect(log.of('alarm-fault')).toMatchObject([{ reason: 'database-unavailable: Gone' }]);
  });
});
