import { describe, expect, it } from '@jest/globals';
import { differenceOf, strangeIn } from './difference.js';

describe('the difference of two answers', () => {
  it.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    [{ a: undefined }, {}],
    [new Uint8Array([1, 2]), Buffer.from([1, 2])],
    [new Map([['a', [1]]]), structuredClone(new Map([['a', [1]]]))],
    [NaN, NaN],
  ])('is none between %j and %j', (one, other) => expect(differenceOf(one, other)).toBeUndefined());

  it.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, 'the answer.a.1.b: 2 and 3'],
    [[1], [1, 2], 'the answer.1: nothing and 2'],
    [[], {}, 'the answer: [] and {}'],
    [new Uint8Array([1]), new Uint8Array([2]), 'the answer: 1 bytes and 1 bytes'],
    [new Map([['a', 1]]), new Map(), 'the answer.a: 1 and nothing'],
  ])('between %j and %j is said with its place', (one, other, said) => expect(differenceOf(one, other)).toBe(said));
});

describe('what is no plain data', () => {
  it.each([
    [{ a: [() => 1] }, 'the answer.a.0 is a function'],
    [{ a: new Date(0) }, 'the answer.a is of a class'],
    [new Map([['a', Symbol('b')]]), 'the answer.a is a symbol'],
  ])('is said with its place: %p', (value, said) => expect(strangeIn(value)).toBe(said));

  it('is not in records, lists, maps and bytes', () =>
    expect(strangeIn([{ a: 1 }, new Map(), new Uint8Array(1), undefined, null])).toBeUndefined());
});
