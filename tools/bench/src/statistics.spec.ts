import { describe, expect, it } from '@jest/globals';
import { pairedRatio, quantile, spread } from './statistics.js';

describe('spread', () => {
  it('takes the middle one', () => expect(spread([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9 }));
  it('takes the mean of two in the middle', () => expect(spread([1, 2, 4, 9]).median).toBe(3));
  it('refuses nothing', () => expect(() => spread([])).toThrow(RangeError));
});

describe('paired ratio', () => {
  it('divides run by run', () => expect(pairedRatio([1, 4, 9], [2, 4, 3])).toEqual({ median: 1, min: 0.5, max: 3 }));
  it('leaves out runs without a pair', () => expect(pairedRatio([1, 4], [2]).max).toBe(0.5));
});

describe('quantile', () => {
  it('answers the largest for 1', () => expect(quantile([3, 1, 2], 1)).toBe(3));
  it('answers one from the samples', () => expect(quantile([4, 3, 2, 1], 0.5)).toBe(3));
});
