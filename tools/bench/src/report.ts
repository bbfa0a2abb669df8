import type { Metric } from './bench.js';
import { pairedRatio, spread, type Spread } from './statistics.js';

const HEAD = ['bench', 'metric', 'goal', 'measured', 'beside a peer', 'runs'];

/** Figures as a table for people: median, and the least and the most of the runs. */
export function report(measured: readonly { readonly bench: string; readonly metrics: readonly Metric[] }[]): string {
  const rows = measured.flatMap(({ bench, metrics }) => metrics.map((metric) => cells(bench, metric)));
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = '', ...body] = all.map(line);
  return [head, rule, ...body].join('\n');
}

function cells(bench: string, { name, unit, goal, samples, peers = [], note }: Metric): readonly string[] {
  const beside = peers.map((peer) => `${brief(pairedRatio(samples, peer.samples))} × ${peer.name}`);
  const metric = note === undefined ? name : `${name} (${note})`;
  return [bench, metric, goal, `${brief(spread(samples))} ${unit}`, beside.join('; '), String(samples.length)];
}

const brief = ({ median, min, max }: Spread): string => `${digits(median)} [${digits(min)}–${digits(max)}]`;

/** Three figures that mean something, whatever the size. */
export const digits = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : Number(value.toPrecision(3)).toString();
