import { expect, it } from '@jest/globals';
import { continueAfter } from './epochs.js';

const epochs = [
  { epoch: 1, firstSeq: 1 },
  { epoch: 2, firstSeq: 401 },
  { epoch: 3, firstSeq: 301 },
  { epoch: 4, firstSeq: 501 },
];

it.each([
  ['stays in the newest epoch', { epoch: 4, seq: 700 }, 700],
  ['goes on where the new epoch begins behind it', { epoch: 3, seq: 420 }, 420],
  ['goes back before the first number of the new epoch', { epoch: 3, seq: 502 }, 500],
  ['goes back as far as any epoch since then did', { epoch: 1, seq: 399 }, 300],
  ['keeps what no epoch took back', { epoch: 1, seq: 299 }, 299],
  ['begins at the beginning', { epoch: 1, seq: 0 }, 0],
])('a consumer %s', (_, after, next) => {
  expect(continueAfter(after, epochs)).toBe(next);
});
