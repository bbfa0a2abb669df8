import { expect, it } from '@jest/globals';
import { restMs } from './sequencer.js';

it.each([
  ['a single event', 1, 2, 10],
  ['some', 40, 2, 40],
  ['some that took their time', 5, 20, 80],
  ['a flood', 500, 60, 100],
])('the sequencer rests after %s', (_, numbered, tookMs, ms) => {
  expect(restMs(numbered, tookMs)).toBe(ms);
});
