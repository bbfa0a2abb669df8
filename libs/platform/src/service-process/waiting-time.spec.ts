import { expect, it } from '@jest/globals';
import { WaitingTime } from './waiting-time.js';

it('is that of the event that waits first, and begins anew with each', () => {
  let nowMs = 5_000;
  const waiting = new WaitingTime(() => nowMs);
  const after = (passedMs: number, first?: string): number => {
    nowMs += passedMs;
    return waiting.seconds(first === undefined ? { events: 0 } : { events: 3, first });
  };
  expect(after(0, '7')).toBe(0);
  expect(after(10_000, '7')).toBe(10);
  expect(after(25_000, '7')).toBe(35);
  expect(after(1_000, '8')).toBe(0);
  expect(after(1_000)).toBe(0);
  expect(after(60_000)).toBe(0);
  expect(after(60_000, '9')).toBe(0);
  expect(after(2_000, '9')).toBe(2);
});
