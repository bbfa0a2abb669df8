import type { ToldSpan } from '@quench/testing';

const ROW = 18;
const LEFT = 380;
const WIDTH = 1_100;
const HEAD = 46;
const FONT = 'font-family="ui-monospace, monospace" font-size="11"';
/** Legible on a light page and on a dark one. */
const COLOURS: Readonly<Record<string, string>> = {
  watcher: '#3b82f6',
  builder: '#d97706',
  tester: '#16a34a',
  distributor: '#9333ea',
  historian: '#64748b',
};

/** A trace as SVG: a bar for each span from its beginning to its end, the colour its service's. @param trace by beginning */
export function pictureOf(trace: readonly ToldSpan[]): string {
  const from = Math.min(...trace.map(({ startMs }) => startMs));
  const to = Math.max(...trace.map(({ endMs }) => endMs));
  const x = (ms: number): number => LEFT + ((ms - from) / (to - from)) * (WIDTH - LEFT - 70);
  const height = HEAD + trace.length * ROW + 10;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(WIDTH)}" height="${String(height)}" viewBox="0 0 ${String(WIDTH)} ${String(height)}" ${FONT}>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="10" y="18" font-size="13">One release from the archive to its channel: ${seconds(to - from)}</text>`,
    ...Object.entries(COLOURS).map(
      ([service, colour], at) =>
        `<text x="${String(10 + at * 100)}" y="36" fill="${colour}" font-weight="bold">${service}</text>`,
    ),
    ...trace.map((span, at) => bar(span, HEAD + at * ROW, x, from)),
    '</svg>',
  ].join('\n')}\n`;
}

function bar({ service, name, startMs, endMs }: ToldSpan, y: number, x: (ms: number) => number, from: number): string {
  const colour = COLOURS[service] ?? '#000000';
  const [left, right] = [x(startMs), Math.max(x(startMs) + 2, x(endMs))];
  const isEvent = name.startsWith(`${service}.`);
  const label = escape(`${isEvent ? '● ' : '  '}${name}`);
  const title = escape(`${service}: ${name}, from ${seconds(startMs - from)} for ${seconds(endMs - startMs)}`);
  return [
    `<g><title>${title}</title>`,
    `<text x="10" y="${String(y + 12)}" fill="${colour}" xml:space="preserve">${label}</text>`,
    `<rect x="${left.toFixed(1)}" y="${String(y + 3)}" width="${(right - left).toFixed(1)}" height="11" fill="${colour}"${isEvent ? '' : ' fill-opacity="0.55"'}/>`,
    `<text x="${(right + 4).toFixed(1)}" y="${String(y + 12)}" fill="#475569">${seconds(endMs - startMs)}</text></g>`,
  ].join('');
}

const seconds = (ms: number): string => (ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(2)} s`);

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
