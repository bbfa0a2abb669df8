import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, type Json } from './canonical-json.js';

const json = fc.jsonValue() as fc.Arbitrary<Json>;

/** The same value with the members of every object written in another order. */
function shuffled(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member as Json)]),
  );
}

/** As it comes back from JSON, where there is no negative zero. */
const plain = (value: Json): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('canonical JSON', () => {
  it('means the value', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonicalJson(value))).toEqual(plain(value))));
  });

  it('is one text, however the value was written', () => {
    fc.assert(fc.property(json, (value) => canonicalJson(shuffled(value)) === canonicalJson(value)));
    fc.assert(
      fc.property(json, (value) => canonicalJson(JSON.parse(canonicalJson(value)) as Json) === canonicalJson(value)),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(plain(a), plain(b)));
      }),
    );
  });

  it.each<[Json, string]>([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, b: {} }, '{"b":{}}'],
    // RFC 8785, section 3.2.3: by UTF-16 code units, so a surrogate pair sorts before U+FB33.
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude02': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😂":5,"\ufb33":3}',
    ],
    // An engine puts keys like whole numbers by their value, in whatever order they were written.
    [
      { a: { 9: 1, 10: 2 }, b: [{ c: 1 }, { 1: { 9: 3, 10: 4 } }] },
      '{"a":{"10":2,"9":1},"b":[{"c":1},{"1":{"10":4,"9":3}}]}',
    ],
    [{ a: { b: undefined, c: 1 }, d: [{ f: 1, e: 2 }] }, '{"a":{"c":1},"d":[{"e":2,"f":1}]}'],
    [[1e21, 1e-7, 4.5, -0, 1e30], '[1e+21,1e-7,4.5,0,1e+30]'],
  ])('writes %j as RFC 8785 says', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('writes what is nested very deep, whatever its order', () => {
    const nested = (levels: number, last: Json): Json =>
      Array.from({ length: levels }).reduce<Json>((inner) => ({ b: inner, a: 1 }), last);
    const text = '{"a":1,"b":'.repeat(40) + '[2]' + '}'.repeat(40);
    expect(canonicalJson(nested(40, [2]))).toBe(text);
  });

  it('writes what no value should be the same way in any order', () => {
    const strange = [1, undefined, new Date(0), Buffer.from('x'), () => 1] as unknown as Json;
    const [first, second] = [
      { a: strange, b: 1 },
      { b: 1, a: strange },
    ].map(canonicalJson);
    expect(first).toBe(second);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
    for (const refused of [value, [value], { a: 1, b: { c: value } }, { b: 1, a: value }]) {
      expect(() => canonicalJson(refused)).toThrow(TypeError);
    }
  });
});
