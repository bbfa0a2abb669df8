import type { CascadeView } from '@quench/builder-feature';
import { counted } from '@quench/kernel';

/** How far a cascade has come, for people who watch. */
export interface CascadeStep {
  readonly cascade: string;
  readonly origin: string;
  readonly phase: CascadeView['phase'];
  /** Lines of which nothing more is expected. */
  readonly done: number;
  readonly lines: number;
  /** Milliseconds that the rest is expected to take; undefined while nothing tells. */
  readonly leftMs?: number;
}

/** States of a line of which nothing more is expected. */
const ENDED: readonly CascadeView['lines'][number]['state'][] = ['unchanged', 'built', 'failed', 'dropped', 'retired'];
const WIDTH = 10;
const MINUTE_S = 60;

/** @param nowMs since the epoch */
export function stepOf(view: CascadeView, nowMs: number): CascadeStep {
  const { cascade, origin, phase } = view;
  const done = view.lines.filter(({ state }) => ENDED.includes(state)).length;
  const lines = view.lines.length;
  const leftMs = phase === 'running' ? leftOf(view, done, nowMs - Date.parse(view.plannedAt)) : undefined;
  return { cascade, origin, phase, done, lines, ...(leftMs !== undefined && { leftMs }) };
}

/** As fast as the lines so far; before there are any, what the last builds of all lines took. */
function leftOf({ lines, forecast }: CascadeView, done: number, elapsedMs: number): number | undefined {
  if (done > 0) return Math.round((Math.max(0, elapsedMs) / done) * (lines.length - done));
  return forecast.linesKnown === lines.length ? Math.max(0, forecast.wallMs - elapsedMs) : undefined;
}

/** `[####------] 13 of 32 lines` */
export function bar({ done, lines }: Pick<CascadeStep, 'done' | 'lines'>): string {
  const full = lines === 0 ? WIDTH : Math.floor((done / lines) * WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${String(done)} of ${counted(lines, 'line')}`;
}

/** `[####------] 13 of 32 lines, about 40 s left` */
export function barText(step: CascadeStep): string {
  const { phase, leftMs } = step;
  if (phase === 'paused') return `${bar(step)}, paused`;
  return leftMs === undefined ? bar(step) : `${bar(step)}, about ${duration(leftMs)} left`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 2 * MINUTE_S ? `${String(seconds)} s` : `${String(Math.round(seconds / MINUTE_S))} min`;
}
