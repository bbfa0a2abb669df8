import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { editDistance } from './edit-distance.js';

const SEEDED = { seed: 20_260_101, numRuns: 1_000 };
/** Of few letters, so that many are near; and of any. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 }),
  fc.string({ unit: 'binary' }),
);

it('is what another implementation counts', () => {
  fc.assert(
    fc.property(word, word, (from, to) => {
      expect(editDistance(from, to, 100)).toBe(distance(from, to));
    }),
    SEEDED,
  );
});

it('ends counting where it is told to', () => {
  fc.assert(
    fc.property(word, word, fc.nat({ max: 12 }), (from, to, atMost) => {
      expect(editDistance(from, to, atMost)).toBe(Math.min(distance(from, to), atMost + 1));
    }),
    SEEDED,
  );
});
