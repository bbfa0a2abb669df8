import { describe, expect, it } from '@jest/globals';
import { sinceIn, weeksIn } from './report-window.js';

const now = new Date('2026-11-26T12:00:00.000Z');
const malformed = expect.objectContaining({ code: 'option-malformed' });

describe('the beginning of a window', () => {
  it.each([
    ['90d', '2026-08-28T12:00:00.000Z'],
    ['12h', '2026-11-26T00:00:00.000Z'],
    ['2w', '2026-11-12T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T08:00:00Z', '2026-11-01T08:00:00.000Z'],
  ])('%s is %s', (text, at) => expect(sinceIn(text, now)).toBe(at));

  it.each(['', '90', 'd', '-3d', '1y', '2026-13-01', '2026-02-30T99:00:00Z', '99999w', 'yesterday'])(
    'is not "%s"',
    (text) => expect(() => sinceIn(text, now)).toThrow(malformed),
  );
});

describe('a number of weeks', () => {
  it('is from 1 to 520', () => expect([weeksIn('1'), weeksIn('520')]).toEqual([1, 520]));

  it.each(['0', '521', '-1', 'two', '1.5', ''])('is not "%s"', (text) =>
    expect(() => weeksIn(text)).toThrow(malformed),
  );
});
