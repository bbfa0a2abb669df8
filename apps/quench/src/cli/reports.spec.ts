import { describe, expect, it } from '@jest/globals';
import type { Lag, ToilWeek } from '@quench/historian-domain';
import { duration, lagReport } from './lag-report.js';
import { toilReport } from './toil-report.js';

const SINCE = '2026-08-28T12:00:00.000Z';
const NOW = '2026-11-26T12:00:00.000Z';

it.each([
  [900, '0.9 s'],
  [59_000, '59.0 s'],
  [90_000, '1.5 min'],
  [7_200_000, '2.0 h'],
  [86_400_000 * 3.5, '3.5 d'],
])('%d ms are %s', (ms, said) => expect(duration(ms)).toBe(said));

describe('lag in words', () => {
  it('says that there is nothing to say yet', () => {
    const nothing: Lag = { lines: [], published: undefined, unread: [] };
    expect(lagReport(nothing, SINCE, NOW).lines).toEqual(['nothing to say yet: the catalog has no images']);
    const quiet: Lag = { ...nothing, lines: [{ image: 'web', published: undefined, behind: [] }] };
    expect(lagReport(quiet, SINCE, NOW).lines).toEqual([
      'nothing to say yet of how long releases take: since 2026-08-28 no image was published anew',
      'image  releases  p50  p95  behind  oldest',
      'web           0                 0',
      'every image has what its archives have',
    ]);
  });

  it('says how long releases took, and what each image is behind with since when', () => {
    const published = { releases: 2, p50Ms: 90_000, p95Ms: 7_200_000 };
    const row = { name: 'nginx', has: '1.26', newest: '1.28', because: 'held', versions: 2 } as const;
    const behind = [{ ...row, since: '2026-11-23T00:00:00.000Z' }];
    const lag: Lag = { lines: [{ image: 'web', published, behind }], published, unread: ['api'] };
    expect(lagReport(lag, SINCE, NOW).lines).toEqual([
      'since 2026-08-28 2 releases went out, half of them within 1.5 min, 95 % within 2.0 h',
      'image  releases  p50      p95    behind  oldest',
      'web           2  1.5 min  2.0 h       1  3.5 d',
      '',
      'image  package  has   newest  versions  days   because',
      'web    nginx    1.26  1.28           2  3.5 d  held',
      'api cannot be resolved, and what archives have for it cannot be read',
    ]);
  });
});

describe('toil in words', () => {
  it('says that there is nothing to say yet', () =>
    expect(toilReport([]).lines).toEqual(['nothing to say yet: nothing has happened']));

  it('says what was decided, and which cascades stopped at what', () => {
    const exceptions = [{ class: 'decided', cascades: ['abc'] }] as const;
    const week: ToilWeek = {
      ...{ week: '2026-11-23', decisions: { 'hold-release': 2 }, minutes: 20, images: 50, minutesPer100Images: 40 },
      cascades: { ended: 4, open: 1, withoutPersonPercent: 75, exceptions },
    };
    expect(toilReport([week]).lines).toEqual([
      'week of     decisions  minutes  images  per 100 images  cascades  open  without a person',
      '2026-11-23          2       20      50  40 min                 4     1  75 %',
      '2026-11-23  hold-release: 2',
      '2026-11-23  cascades decided: abc',
    ]);
  });
});
