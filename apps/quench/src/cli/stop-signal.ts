import { leaveSignals } from './stop-at-once.js';
import { Stopped } from './stopped.js';

/** Aborts at the first signal of the operating system; a second one ends the process. @param say called at the first */
export function stopSignal(say: () => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      say();
      controller.abort(new Stopped(name));
    });
  }
  leaveSignals();
  return controller.signal;
}
