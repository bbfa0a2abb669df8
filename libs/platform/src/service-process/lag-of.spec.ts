import { expect, it } from '@jest/globals';
import { lagOf, type Stand } from './lag-of.js';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const at = (epoch: number, seq: number) => ({ epoch, seq });
const event = (globalSeq: number, ageS: number) => ({
  globalSeq,
  sequencedAt: new Date(nowMs - ageS * 1_000).toISOString(),
});
const parked = { events: 3, since: '2026-03-01T11:59:00.000Z' };
const nothing = { oldest: 'none', parked: undefined } as const;

it.each<readonly [string, Stand, { readonly events: number; readonly seconds: number }]>([
  ['none at the head', { cursor: at(1, 7), head: at(1, 7), ...nothing }, { events: 0, seconds: 0 }],
  [
    'what comes after the cursor',
    { cursor: at(1, 7), head: at(1, 9), oldest: event(8, 5), parked: undefined },
    { events: 2, seconds: 5 },
  ],
  [
    'all of a new epoch that began before the cursor, although the head is smaller',
    { cursor: at(1, 100), head: at(2, 60), oldest: event(41, 9), parked: undefined },
    { events: 20, seconds: 9 },
  ],
  ['none of a new epoch without events', { cursor: at(1, 7), head: at(2, 7), ...nothing }, { events: 0, seconds: 0 }],
  ['none against a head from before', { cursor: at(2, 9), head: at(1, 70), ...nothing }, { events: 0, seconds: 0 }],
  [
    'what is parked, at the head',
    { cursor: at(1, 7), head: at(1, 7), oldest: 'none', parked },
    { events: 3, seconds: 60 },
  ],
  [
    'what is parked and what is unread',
    { cursor: at(1, 7), head: at(1, 9), oldest: event(8, 90), parked },
    { events: 5, seconds: 90 },
  ],
  [
    'a number without an age when the producer is away',
    { cursor: at(1, 7), head: at(1, 9), oldest: 'unknown', parked: undefined },
    { events: 2, seconds: Number.NaN },
  ],
  [
    'not known when the producer of a new epoch is away',
    { cursor: at(1, 7), head: at(2, 9), oldest: 'unknown', parked },
    { events: Number.NaN, seconds: Number.NaN },
  ],
])('a lag is %s', (_, stand, lag) => {
  expect(lagOf(stand, nowMs)).toEqual(lag);
});
