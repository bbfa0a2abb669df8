import type { Lag, ToilWeek } from '@quench/historian-domain';
import { lagReport } from '../lag-report.js';
import { toilReport } from '../toil-report.js';
import { at } from './sample-values.fixture.js';

const published = { releases: 3, p50Ms: 60_000, p95Ms: 3_600_000 };
const behind = { name: 'nginx', has: '1.26', newest: '1.28', because: 'held', versions: 2, since: at } as const;
const lag: Lag = {
  published,
  lines: [
    { image: 'web', published, behind: [behind] },
    { image: 'api', published: undefined, behind: [] },
  ],
  unread: ['api'],
};
const week: ToilWeek = {
  week: '2026-03-02',
  decisions: { 'hold-release': 2 },
  minutes: 20,
  images: 5,
  minutesPer100Images: 400,
  cascades: { ended: 2, open: 1, withoutPersonPercent: 50, exceptions: [{ class: 'decided', cascades: ['abc'] }] },
};
const quiet: ToilWeek = {
  ...{ week: '2026-02-23', decisions: {}, minutes: 0, images: 0, minutesPer100Images: undefined },
  cascades: { ended: 0, open: 0, withoutPersonPercent: undefined, exceptions: [] },
};

/** Answers about how the factory fares, by command. */
export const reportAnswers: Readonly<Record<string, readonly unknown[]>> = {
  lag: [lagReport(lag, at, at).data, lagReport({ lines: [], published: undefined, unread: [] }, at, at).data],
  toil: [toilReport([week, quiet]).data, toilReport([]).data],
};
