import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { inspect, isDeepStrictEqual } from 'node:util';
import { accepts } from './accepts.js';
import { eventClasses, type EventClass } from './index.js';
import { dataProblems } from './validate.js';

const EXAMPLES = new URL('./examples/', import.meta.url);
const example = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, EXAMPLES), 'utf8'));

/** By class-validator. A conversion that throws is no acceptance. */
function isValid(shape: EventClass, data: unknown): boolean {
  try {
    return dataProblems(shape, { type: 'test', data }).length === 0;
  } catch {
    return false;
  }
}

class Part {}

const isObject = (part: unknown): part is object => typeof part === 'object' && part !== null;

/** What may stand where something else is expected. */
const others = (part: unknown): readonly unknown[] => [
  ...[null, undefined, true, 0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, 10n, Symbol('s'), () => 1],
  ...['', ' ', 'text', 'a'.repeat(4_000), 'a'.repeat(4_001), '🚀'.repeat(4_000), '🚀'.repeat(4_001), '\u0000'],
  ...['2026-02-30T00:00:00Z', '2026-02-03T04:05:06+01:00', `sha256:${'0'.repeat(64)}\n`],
  ...[[], [[]], [null], [undefined], ['text'], [{}], {}, { length: 0 }, new Map(), new Set(), new Date(0)],
  ...[new String('text'), new Number(1), Object.create(null), Buffer.from('text'), Promise.resolve(1)],
  ...[[part], [part, part], [[part]], { 0: part }, new Set([part]), new Map([['text', part]])],
  ...(typeof part === 'string' ? [`${part} `, ` ${part}`, part.toUpperCase(), `${part}\n`, [...part]] : []),
  ...(typeof part === 'number' ? [String(part), -part, part + 0.5, BigInt(part)] : []),
  ...(Array.isArray(part) ? otherLists(part) : []),
  ...(isObject(part) ? [Object.create(part), Object.assign(new Part(), part), Object.values(part)] : []),
];

const otherLists = (list: readonly unknown[]): readonly unknown[] => [
  ...[list.slice(1), [...list, ...list], Object.assign([], { 1: list[0] }), { ...list, length: list.length }],
  ...(isObject(list[0]) ? [] : [5_000, 5_001]).map((length) => Array.from({ length }, () => list[0])),
];

/** Fields that an object did not have. */
const NAMES = ['unknown', '', '0', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then'];

/** A copy in which the member is another, or left out. */
function withMember(part: object, name: string, member: PropertyDescriptor | undefined): object {
  const copy: object = Array.isArray(part) ? [...(part as readonly unknown[])] : { ...part };
  if (member === undefined) Reflect.deleteProperty(copy, name);
  else Object.defineProperty(copy, name, { enumerable: true, configurable: true, writable: true, ...member });
  return copy;
}

/** Copies of a value that differ from it in one place. */
function mutants(value: unknown): readonly unknown[] {
  if (!isObject(value)) return others(value);
  return [
    ...others(value),
    ...NAMES.map((name) => withMember(value, name, { value: 1 })),
    withMember(value, 'unknown', { value: undefined }),
    ...Object.entries(value).flatMap(([name, part]: [string, unknown]) => [
      withMember(value, name, undefined),
      withMember(value, name, { value: part, enumerable: false }),
      ...mutants(part).map((other) => withMember(value, name, { value: other })),
    ]),
  ];
}

const isJson = (value: unknown): boolean => {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
};

/** What the two make of a value: of JSON the same, and of anything else no more. */
const disagree = (shape: EventClass, data: unknown): boolean => {
  const [accepted, valid] = [accepts(shape, data), isValid(shape, data)];
  return accepted ? !valid : valid && isJson(data);
};

/** The examples of every event, each with its class. */
const examples = readdirSync(EXAMPLES)
  .map((file) => file.replace(/\.json$/, ''))
  .flatMap((name) => {
    const shape = eventClasses[name.replace(/\+.*$/, '')];
    return shape === undefined ? [] : [[name, shape] as const];
  });

describe('what is accepted at once', () => {
  it.each(examples)('is what class-validator accepts: %s', (name, shape) => {
    const data = example(name);
    expect(accepts(shape, data)).toBe(true);
    const wrong = mutants(data).filter((mutant) => disagree(shape, mutant));
    expect(wrong.map((mutant) => inspect(mutant, { depth: 9 }))).toEqual([]);
  });
});
