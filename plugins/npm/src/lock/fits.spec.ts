import { expect, it } from '@jest/globals';
import { fits } from './fits.js';

const isStar = (sign: string): boolean => sign === '*';
const meaning = {
  isStar,
  spans: (thing: string) => thing !== '.',
  is: (sign: string, thing: string) => sign === thing,
};
const of = (pattern: string, things: string): boolean => fits([...pattern], [...things], meaning);

it.each([
  ['', ''],
  ['*', ''],
  ['***', 'abc'],
  ['a*c', 'ac'],
  ['a*c', 'abcbc'],
  ['*b*', 'abc'],
  ['*.a', 'b.a'],
])('%p means %p', (pattern, things) => expect(of(pattern, things)).toBe(true));

it.each([
  ['', 'a'],
  ['a', ''],
  ['a*c', 'abcd'],
  ['*a*a', 'a'],
  ['*b', 'a.b'],
  ['*', '.'],
])('%p does not mean %p', (pattern, things) => expect(of(pattern, things)).toBe(false));

it('no sign is looked at more than once for a thing', () => {
  let looks = 0;
  const is = (sign: string, thing: string): boolean => (looks++, sign === thing);
  expect(fits([...'*a'.repeat(50), 'x'], [...'a'.repeat(200)], { ...meaning, is })).toBe(false);
  expect(looks).toBeLessThanOrEqual(101 * 200);
});
