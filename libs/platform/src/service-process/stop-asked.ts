import type { EventEmitter } from 'node:events';

/**
 * Resolves when this process is asked to end, by SIGTERM or SIGINT. Asked again, as Ctrl-C beside a supervisor does, it
 * ends no sooner: without a listener the second signal would cut the work that the first one lets end.
 * @param signals who tells of signals; this process by default
 */
export const stopAsked = (signals: EventEmitter = process): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      signals.on(signal, () => {
        resolve();
      });
    }
  });
