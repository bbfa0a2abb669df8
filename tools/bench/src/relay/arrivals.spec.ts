import { describe, expect, it } from '@jest/globals';
import { latencies, seenAt, type Sighting } from './arrivals.js';

const event = (stream: string, acknowledgedMs: number) => ({ stream, askedMs: 0, acknowledgedMs });
const sightings: readonly Sighting[] = [
  { atMs: 10, seq: 0 },
  { atMs: 20, seq: 2 },
  { atMs: 30, seq: 2 },
  { atMs: 40, seq: 3 },
];

describe('the latency of an event', () => {
  it('is the time from its acknowledgement to the first look that shows its number or a later one', () => {
    const numbers = new Map([
      ['c', 3],
      ['a', 1],
      ['b', 2],
    ]);
    expect(latencies([event('c', 33), event('a', 12), event('b', 19)], numbers, sightings)).toEqual([8, 1, 7]);
  });

  it('is not made up for one that was not seen, or has no number', () => {
    expect(() => latencies([event('a', 1)], new Map([['a', 4]]), sightings)).toThrow('number 4 was not seen');
    expect(() => latencies([event('a', 1)], new Map(), sightings)).toThrow('a has no number');
  });
});

it('knows when a number had come', () => {
  expect(seenAt(3, sightings)).toBe(40);
  expect(() => seenAt(4, sightings)).toThrow('was not seen');
});
