import type { Lag } from '@quench/historian-domain';
import { counted } from '@quench/kernel';
import { table, type Cell, type Output } from './output.js';

const DAY_MS = 86_400_000;
const UNITS = [
  [DAY_MS, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

/** A time in the largest unit that it has at least one of: `3.2 d`, `5.0 h`, `12.5 min`, `8.1 s`. */
export function duration(ms: number): string {
  const [size, unit] = UNITS.find(([least]) => ms >= least) ?? [1_000, 's'];
  return `${(ms / size).toFixed(1)} ${unit}`;
}

/** Whole days and a tenth since an instant. */
const daysSince = (since: string, now: string): number =>
  Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / (DAY_MS / 10)) / 10);

const spreadCells = (published: Lag['published']): readonly Cell[] =>
  published === undefined ? [0, '', ''] : [published.releases, duration(published.p50Ms), duration(published.p95Ms)];

/** What `lag` says. */
export function lagReport(lag: Lag, since: string, now: string): Output {
  const lines = lag.lines.map(({ image, published, behind }) => ({
    image,
    ...(published !== undefined && { published }),
    behind: behind.map((one) => ({ ...one, days: daysSince(one.since, now) })),
  }));
  const data = {
    since,
    now,
    ...(lag.published !== undefined && { published: lag.published }),
    lines,
    unread: lag.unread,
  };
  const unread = lag.unread.map((image) => `${image} cannot be resolved, and what archives have for it cannot be read`);
  return { data, lines: [...told(lag, lines, since), ...unread] };
}

type Told = readonly {
  readonly behind: readonly (Lag['lines'][number]['behind'][number] & { readonly days: number })[];
}[];

function told({ lines, published }: Lag, days: Told, since: string): readonly string[] {
  if (lines.length === 0) return ['nothing to say yet: the catalog has no images'];
  const rows = lines.map(({ image, published: own, behind }, at) => {
    const oldest = Math.max(0, ...(days[at]?.behind ?? []).map((one) => one.days));
    return [image, ...spreadCells(own), behind.length, behind.length === 0 ? '' : `${oldest.toFixed(1)} d`];
  });
  const behind = lines.flatMap(({ image }, at) =>
    (days[at]?.behind ?? []).map((one) => [
      ...[image, one.name, one.has, one.newest, one.versions],
      ...[`${one.days.toFixed(1)} d`, one.because],
    ]),
  );
  const summary =
    published === undefined
      ? `nothing to say yet of how long releases take: since ${since.slice(0, 10)} no image was published anew`
      : `since ${since.slice(0, 10)} ${counted(published.releases, 'release')} went out, half of them within ${duration(published.p50Ms)}, 95 % within ${duration(published.p95Ms)}`;
  return [
    summary,
    ...table(['image', 'releases', 'p50', 'p95', 'behind', 'oldest'], rows),
    ...(behind.length === 0
      ? ['every image has what its archives have']
      : ['', ...table(['image', 'package', 'has', 'newest', 'versions', 'days', 'because'], behind)]),
  ];
}
