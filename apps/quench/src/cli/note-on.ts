import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { printable } from './printable.js';

/** Writes lines of long work to the error output, since the answer is alone on the other; commands in them can be typed. */
export const noteOn =
  (context: CliContext, command: Command) =>
  (line: string): void => {
    process.stderr.write(`${printable(context.runnable(command, line))}\n`);
  };
