import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Pace } from './pace.js';

const APART = { shortest: 20, longest: 500 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** How many are taken at a time, once things come `everyMs` for ten seconds. */
function together(everyMs: number): number {
  const pace = new Pace(APART);
  let came = 0;
  let restMs = 0;
  for (let at = 0; at < 10_000; at += restMs) {
    jest.advanceTimersByTime(restMs);
    came = Math.max(1, Math.floor(restMs / everyMs));
    restMs = pace.restAfter(came, 2);
  }
  return came;
}

describe('the pace of a loop', () => {
  it.each([
    ['few come', 1_000, 1, 1],
    ['too few come to be worth waiting for', 200, 1, 2],
    ['many come', 25, 16, 24],
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
    ['the longest time', 60_000, 500],
  ])('rests %s where nothing else asks for more', (_, tookMs, ms) => {
    expect(new Pace(APART).restAfter(1, tookMs)).toBe(ms);
  });
});
