import { Cascades, ShowCascade } from '@quench/builder-feature';
import type { Factory } from '../factory/factory.js';
import { stepOf } from './cascade-step.js';
import type { ProgressView } from './progress.js';

/** How often it is looked how far they are: a terminal's line changes, a log keeps each. */
const TERMINAL_MS = 1_000;
const LOG_MS = 10_000;
/** Among so many of the newest cascades those are looked for that go on: an older one would wait for a person. */
const NEWEST = 20;
/** How many times as long as a question took the next one waits at least. */
const RESTS = 20;

/**
 * Shows a view how far cascades have come, the oldest that goes on, or where none does the oldest
 * that is paused, until it is stopped. What is in the way of an answer is
 * in the way of the work, too, which tells it.
 * @param everyMs at least; the more there is to ask, the longer
 */
export function followCascades(
  factory: Factory,
  view: ProgressView,
  everyMs = process.stderr.isTTY ? TERMINAL_MS : LOG_MS,
): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let last = '';
  const look = async (): Promise<void> => {
    const rows = await factory.query('builder', new Cascades(NEWEST));
    const going = rows.findLast(({ phase }) => phase === 'running') ?? rows.findLast(({ phase }) => phase === 'paused');
    if (going === undefined) return;
    const step = stepOf(await factory.query('builder', new ShowCascade(going.cascade)), Date.now());
    const said = `${step.cascade} ${step.phase} ${String(step.done)}`;
    if (isStopped || said === last) return;
    last = said;
    view.advanced(step);
  };
  const again = (inMs: number): void => {
    timer = setTimeout(() => {
      const from = performance.now();
      look()
        .catch(() => undefined)
        .finally(() => {
          if (!isStopped) again(Math.max(everyMs, RESTS * (performance.now() - from)));
        });
    }, inMs);
  };
  again(everyMs);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
