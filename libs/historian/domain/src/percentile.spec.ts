import { expect, it } from '@jest/globals';
import { percentile } from './percentile.js';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => count - at);

it.each([
  [[7], 0.5, 7],
  [[7], 0.95, 7],
  [[2, 1], 0.5, 1],
  [upTo(100), 0.5, 50],
  [upTo(100), 0.95, 95],
  [upTo(10), 0.95, 10],
  [[3, 1, 2], 1, 3],
] as const)('of %j at %d is %d', (values, share, value) => expect(percentile(values, share)).toBe(value));
