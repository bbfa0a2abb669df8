import { failureOf } from './failure.js';
import { overview } from './overview.js';
import { Stopped } from './stopped.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

/** Ends the process at a signal with the answer of a stopped command, until the command hears signals itself. */
export function answerSignals(): void {
  for (const signal of SIGNALS) process.once(signal, stopAtOnce);
}

/**
 * From now on the command hears signals by itself. To be called once it does: a signal that came while nothing but the first
 * listener was there, and that Node has not handed on yet, is lost with the last listener.
 */
export function leaveSignals(): void {
  for (const signal of SIGNALS) process.off(signal, stopAtOnce);
}

function stopAtOnce(signal: Signal): void {
  const { code, text } = failureOf(
    new Stopped(signal, 'To have what was asked for, ask again'),
    overview(),
    process.argv.slice(2),
  );
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
