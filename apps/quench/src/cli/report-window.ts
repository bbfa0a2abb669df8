import { Rejection } from '@quench/kernel';

const HOUR_MS = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };
const DAY = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;
const MAX_WEEKS = 520;

/**
 * The instant from which a report counts: `90d`, `12h`, `4w` back, or a day or an instant in UTC.
 * @throws Rejection `option-malformed`
 */
export function sinceIn(text: string, now: Date): string {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const at = DAY.test(text) ? Date.parse(text) : now.getTime() - Number(count || Number.NaN) * (UNITS[unit] ?? 0);
  if (Number.isNaN(at) || at < 0) {
    const forms = '90d, 12h, 4w, 2026-11-01 or 2026-11-01T08:00:00Z';
    throw new Rejection('option-malformed', `--since takes a time such as ${forms}, not "${text}"`);
  }
  return new Date(at).toISOString();
}

/** A number of weeks. @throws Rejection `option-malformed` */
export function weeksIn(text: string): number {
  const weeks = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (weeks < 1 || weeks > MAX_WEEKS)
    throw new Rejection('option-malformed', `--weeks takes a number from 1 to ${String(MAX_WEEKS)}, not "${text}"`);
  return weeks;
}
