import { MINUTES, type ToilWeek } from '@quench/historian-domain';
import { table, type Cell, type Output } from './output.js';

const HEADS = ['week of', 'decisions', 'minutes', 'images', 'per 100 images', 'cascades', 'open', 'without a person'];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const row = ({ week, decisions, minutes, images, minutesPer100Images, cascades }: ToilWeek): readonly Cell[] => [
  ...[week, sum(Object.values(decisions)), minutes, images],
  minutesPer100Images === undefined ? '' : `${String(minutesPer100Images)} min`,
  ...[cascades.ended, cascades.open],
  cascades.withoutPersonPercent === undefined ? '' : `${String(cascades.withoutPersonPercent)} %`,
];

/** What persons decided and what cascades stopped at, a line for each kind. */
const detail = ({ week, decisions, cascades }: ToilWeek): readonly string[] => [
  ...Object.entries(decisions).map(([kind, count]) => `${week}  ${kind}: ${String(count)}`),
  ...cascades.exceptions.map((one) => `${week}  cascades ${one.class}: ${one.cascades.join(', ')}`),
];

/** What `toil` says. */
export function toilReport(weeks: readonly ToilWeek[]): Output {
  const details = weeks.flatMap(detail);
  const lines =
    weeks.length === 0
      ? ['nothing to say yet: nothing has happened']
      : [...table(HEADS, weeks.map(row)), ...(details.length === 0 ? ['no person had to decide anything'] : details)];
  return { data: { minutesOf: MINUTES, weeks }, lines };
}
