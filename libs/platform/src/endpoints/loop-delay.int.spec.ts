import { afterEach, expect, it } from '@jest/globals';
import { eventually } from '@quench/testing';
import { LoopDelay } from './index.js';

const STALL_MS = 1_500;

let delay: LoopDelay;
const longestMs = (): number => Number(/at most (\d+) ms/.exec(delay.check().detail)?.[1]);

/** Stands still once the watch has begun. */
async function stall(): Promise<void> {
  await eventually('the watch has begun', () => longestMs() > 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);
  await eventually('the stand-still is seen', () => longestMs() > STALL_MS / 2);
}

afterEach(() => {
  delay.close();
});

it('tells every reader of a stand-still, not the first alone', async () => {
  delay = new LoopDelay();
  await stall();
  delay.check();
  expect(longestMs()).toBeGreaterThan(STALL_MS / 2);
});

it('forgets it with time', async () => {
  delay = new LoopDelay(300);
  await stall();
  await eventually('it is forgotten', () => longestMs() < STALL_MS / 2);
});
