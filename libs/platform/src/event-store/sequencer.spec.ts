import { expect, it } from '@jest/globals';
import { restMs } from './sequencer.js';

it.each([
  ['a single event', 1, 10],
  ['some', 40, 40],
  ['a flood', 500, 100],
])('the sequencer rests after %s', (_, numbered, ms) => {
  expect(restMs(numbered)).toBe(ms);
});
