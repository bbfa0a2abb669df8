import type { Command } from 'commander';
import type { CliContext, GlobalOptions } from './context.js';
import { printable } from './printable.js';

/**
 * Writes lines of long work to the error output, since the answer is alone on the other; commands in them can be typed.
 * With `--json` each is a JSON object, as all that is there.
 */
export const noteOn =
  (context: Pick<CliContext, 'runnable'>, command: Command) =>
  (line: string): void => {
    const { json } = command.optsWithGlobals<Partial<GlobalOptions>>();
    process.stderr.write(`${noteText(context.runnable(command, line), json === true ? 'json' : 'text')}\n`);
  };

/** A line that is no answer, in the form that was asked for. */
export const noteText = (line: string, form: 'json' | 'text'): string =>
  form === 'json' ? JSON.stringify({ note: line }) : printable(line);
