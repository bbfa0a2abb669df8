import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliContext } from './context.js';
import { groups } from './groups.js';
import { outline } from './overview.js';
import { rootCommand } from './root.js';

/**
 * The command line.
 * @param words of what is typed: commands that are not among them are outlines, which others can speak of but nobody can
 * run; undefined: the whole command line
 */
export async function program(context: CliContext, words?: readonly string[]): Promise<Command> {
  const root = rootCommand();
  refuseEmptyPaths(root);
  for (const { commands, load } of groups) {
    if (words === undefined || commands.some((name) => words.includes(name))) {
      const before = root.commands.length;
      (await load())(root, context);
      root.commands.slice(before).forEach(shareOptions);
    } else {
      for (const name of commands) outline(root, name);
    }
  }
  return root;
}

/** What is taken from where somebody happens to be was mostly meant to be the value of a variable. */
const path =
  (kind: 'dir' | 'file') =>
  (text: string): string => {
    if (text !== '') return text;
    const expected = { dir: 'a folder, such as . for the one that you are in', file: 'a file' }[kind];
    throw new InvalidArgumentError(`Expected ${expected}`);
  };

/** No option and no argument that is a folder or a file by its name takes an empty one. */
function refuseEmptyPaths({ options, registeredArguments }: Command): void {
  const named = [
    ...options.map((one) => [one, /<(.*)>$/.exec(one.flags)?.[1]] as const),
    ...registeredArguments.map((one) => [one, one.name()] as const),
  ];
  for (const [one, name] of named) if (name === 'dir' || name === 'file') one.argParser(path(name));
}

/**
 * Global options may stand behind the command, too; its help shows them once, as global ones. Options without which a
 * command is refused stand in its usage.
 */
function shareOptions(command: Command): void {
  command.exitOverride();
  const needed = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  if (needed.length > 0) command.usage(`${command.usage()} ${needed.join(' ')}`);
  if (command.commands.length === 0) {
    for (const flags of ['--data <dir>', '--config <file>', '--json']) command.addOption(new Option(flags).hideHelp());
  }
  refuseEmptyPaths(command);
  command.commands.forEach(shareOptions);
}
