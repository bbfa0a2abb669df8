import { expect, it } from '@jest/globals';
import { waitingLines, waitingUpdates } from './waiting-updates.js';

const views = [
  { phase: 'held', overdue: true },
  { phase: 'held', overdue: false },
  { phase: 'delayed', overdue: false },
  { phase: 'rejected', overdue: false },
  { phase: 'released', overdue: false },
] as const;

it('updates that wait are counted by what they wait for', () =>
  expect(waitingUpdates(views)).toEqual({ held: 2, overdue: 1, delayed: 1 }));

it.each([
  [views, ['waiting    2 updates for a person, 1 overdue, 1 update for a time; see: quench hold list']],
  [views.slice(1, 2), ['waiting    1 update for a person; see: quench hold list']],
  [views.slice(2, 3), ['waiting    1 update for a time; see: quench hold list']],
  [views.slice(3), []],
])('people are told of them where there are any', (some, lines) =>
  expect(waitingLines(waitingUpdates(some))).toEqual(lines),
);
