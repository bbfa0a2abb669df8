import { program, type CliContext } from '@quench/cli';
import type { Command } from 'commander';

/** Help texts are made without running anything. */
const nothing: CliContext = {
  withFactory: () => Promise.reject(new Error('not run')),
  runnable: (_command, text) => text,
  write: () => undefined,
};

const SHARED = new Set(['--data', '--config', '--json', '--version']);

/** Every command with its arguments and options, as Markdown. */
export async function cliReference(): Promise<string> {
  const root = await program(nothing);
  const sections = root.commands.flatMap((command) => leaves(command, 'quench').map(section));
  return `${[
    '# Commands',
    'Generated from the program. Every command takes `--data DIR` (where everything is kept; `.quench` in the checkout by default), `--config FILE` and `--json`.',
    'The shape of each answer with `--json` is a JSON Schema in [cli](cli); a command that fails writes [error](cli/error.schema.json) to its error output, and what takes long writes lines of [progress](cli/progress.schema.json) there, `up` one for each thing that happens.',
    'Numbers that name something begin with 1: editions, revisions, attempts, instances, versions and places in a log. Counts are of what has happened: 0 attempts or restarts are none so far.',
    'Exit codes: 0 well · 1 a check did not hold · 2 the command was wrong · 3 the world was in the way · 4 bytes and claims disagree · 70 a mistake in Quench · 130 and 143 stopped by SIGINT or SIGTERM before the end.',
    ...sections,
  ].join('\n\n')}\n`;
}

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

const leaves = (command: Command, above: string): readonly Leaf[] => {
  const path = `${above} ${command.name()}`;
  return command.commands.length === 0 ? [{ path, command }] : command.commands.flatMap((child) => leaves(child, path));
};

function section({ path, command }: Leaf): string {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}…` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  const options = command.options
    .filter(({ long }) => !SHARED.has(long ?? ''))
    .map(({ flags, description }) => `- \`${flags}\` ${description}`);
  const head = `## ${[path, ...args, ...needed].join(' ')}`;
  return [head, command.description(), ...(options.length > 0 ? [options.join('\n')] : [])]
    .filter((part) => part !== '')
    .join('\n\n');
}
