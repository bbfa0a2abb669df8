import type { RunExit } from '@quench/ports';

/** What came of asking one test. */
export type Answer =
  | { readonly kind: 'passed'; readonly log: string }
  | { readonly kind: 'failed'; readonly detail: string; readonly log: string }
  /** `transient`: it may be answered by the same host a little later. */
  | { readonly kind: 'not-run'; readonly reason: string; readonly transient?: true };

/** Of a log that is kept. What a program may write is less; the findings in a hostile image may be more. */
export const MAX_LOG_BYTES = 1024 * 1024;
const CUT = Buffer.from('\n[more was cut]');

/** A log as it is kept. */
export function logBytes(log: string): Uint8Array {
  const bytes = Buffer.from(log);
  if (bytes.byteLength <= MAX_LOG_BYTES) return bytes;
  return Buffer.concat([bytes.subarray(0, MAX_LOG_BYTES - CUT.byteLength), CUT]);
}

/** How a program ended, in words. */
export function ending({ code, signal, timedOut }: RunExit): string {
  if (timedOut) return 'was killed because it took too long';
  return code === undefined ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${String(code)}`;
}

/** What a program wrote and what the sandbox saw. */
export const exitLog = (exit: RunExit): string =>
  [exit.output, exit.outputCut ? '[more output was cut]' : '', ...exit.notes, `[it ${ending(exit)}]`]
    .filter((line) => line !== '')
    .join('\n');
