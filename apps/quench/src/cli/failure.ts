import { cwd } from 'node:process';
import { CommanderError, type Command } from 'commander';
import { Rejection } from '@quench/kernel';
import type { GlobalOptions } from './context.js';
import { exitOf, type ExitCode } from './exit.js';
import { printableLines } from './printable.js';
import { callerOf, pathsBelow, runnable } from './hints.js';

/** How a command line that did not go well ends. */
export interface Failure {
  readonly code: ExitCode;
  /** For the error output; empty when the help was shown already. */
  readonly text: string;
}

/** What is said of an error, as text or, with `--json`, as a JSON object. Help that was asked for is no failure. */
export function failureOf(error: unknown, root: Command, argv: readonly string[]): Failure {
  const json = argv.includes('--json');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { code: 0, text: '' };
    if (error.code === 'commander.help' && !json) return { code: 2, text: '' };
  }
  const {
    code,
    name,
    message: said,
  } = exitOf(error instanceof CommanderError ? usageError(error, groupOf(root, argv)) : error);
  const message = runnable(said, callerOf(root.opts<GlobalOptions>(), cwd()), pathsBelow(root));
  if (json) return { code, text: JSON.stringify({ error: { code: name, message } }) };
  return { code, text: `quench: ${printableLines(message).join('\n')} [${name}]` };
}

function usageError({ code, message }: CommanderError, group: Command): Rejection {
  const names = group.commands.map((command) => command.name()).join(', ');
  const said =
    code === 'commander.help'
      ? `${pathOf(group)} needs one of these commands: ${names}`
      : message.replace(/^error: |\.$/g, '').replaceAll('\n', ' ');
  return new Rejection('command-line-malformed', `${said}. See: ${pathOf(group)} --help`);
}

/** The command that the words of a command line lead to. */
function groupOf(root: Command, argv: readonly string[]): Command {
  const words = argv.filter((word) => !word.startsWith('-'));
  return words.reduce((at, word) => at.commands.find((command) => command.name() === word) ?? at, root);
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
