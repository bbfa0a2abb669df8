import { expect, it } from '@jest/globals';
import { restAfter } from './rest.js';

it.each([
  ['at least the shortest time', 0, 20],
  ['four times as long as it worked', 30, 120],
  ['at most the longest time', 60_000, 250],
])('a loop rests %s', (_, tookMs, ms) => expect(restAfter(tookMs, { shortest: 20, longest: 250 })).toBe(ms));
