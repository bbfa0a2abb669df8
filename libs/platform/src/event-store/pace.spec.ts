import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Pace } from './pace.js';

const APART = { shortest: 20, longest: 1_000, together: 32 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** How many are taken at a time in the end, where one comes every so many milliseconds. */
function together(everyMs: number): number {
  const pace = new Pace(APART);
  let [taken, came, restMs] = [0, 0, 0];
  for (let at = 0; at < 10_000; taken += came) {
    const next = Math.max(at + restMs, (taken + 1) * everyMs);
    jest.advanceTimersByTime(next - at);
    at = next;
    came = Math.floor(at / everyMs) - taken;
    restMs = pace.restAfter(came, 2);
  }
  return came;
}

describe('the pace of a loop', () => {
  it.each([
    ['few come', 1_000, 1, 1],
    ['too few come to be worth waiting for', 140, 1, 1],
    ['just enough come', 110, 8, 10],
    ['many come', 35, 20, 30],
    ['very many come', 2, 24, 36],
  ])('when %s', (_, everyMs, atLeast, atMost) => {
    const taken = together(everyMs);
    expect(taken).toBeGreaterThanOrEqual(atLeast);
    expect(taken).toBeLessThanOrEqual(atMost);
  });

  it('rests no longer than the longest, and at once less when nothing came for a while', () => {
    const pace = new Pace(APART);
    for (let n = 0; n < 40; n++) {
      jest.advanceTimersByTime(50);
      expect(pace.restAfter(1, 2)).toBeLessThanOrEqual(APART.longest);
    }
    expect(pace.restAfter(1, 2)).toBeGreaterThan(APART.shortest);
    jest.advanceTimersByTime(5_000);
    expect(pace.restAfter(1, 2)).toBe(APART.shortest);
  });

  it.each([
    ['the shortest time', 0, 20],
    ['four times as long as it worked', 60, 240],
    ['the longest time', 60_000, 1_000],
  ])('rests %s where nothing else asks for more', (_, tookMs, ms) => {
    expect(new Pace(APART).restAfter(1, tookMs)).toBe(ms);
  });
});
