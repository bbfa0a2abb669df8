import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { failureOf } from './failure.js';
import { program } from './program.js';

const nothing: CliContext = {
  withFactory: () => Promise.reject(new Error('not run')),
  write: () => undefined,
};

/** Everything below a command, and itself. */
const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

/** How a command line is refused. */
async function refused(...argv: readonly string[]) {
  const root = program(nothing);
  for (const command of all(root)) command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  const error: unknown = await root.parseAsync([...argv], { from: 'user' }).then(
    () => undefined,
    (fault: unknown) => fault,
  );
  return failureOf(error, root, argv);
}

describe('a command line that is wrong', () => {
  it.each([
    [['imgae'], "quench: unknown command 'imgae' (Did you mean image?). See: quench --help"],
    [['up', '--one'], "quench: unknown option '--one' (Did you mean --once?). See: quench up --help"],
    [['channel', 'mov'], "quench: unknown command 'mov' (Did you mean move?). See: quench channel --help"],
    [['image', 'lock'], "quench: missing required argument 'image'. See: quench image lock --help"],
  ])('is told in words, and in the form that was asked for: %j', async (argv, said) => {
    expect(await refused(...argv)).toEqual({ code: 2, text: `${said} [command-line-malformed]` });
    const { code, text } = await refused(...argv, '--json');
    expect(code).toBe(2);
    const message = said.replace('quench: ', '');
    expect(JSON.parse(text)).toEqual({ error: { code: 'command-line-malformed', message } });
  });

  it('that stops at a group shows its help, or names its commands as data', async () => {
    expect(await refused('key')).toEqual({ code: 2, text: '' });
    expect(JSON.parse((await refused('key', '--json')).text)).toMatchObject({
      error: { message: 'quench key needs one of these commands: list. See: quench key --help' },
    });
  });

  it('is none when it asks for help', async () => expect(await refused('up', '--help')).toEqual({ code: 0, text: '' }));
});

describe('the help of a command', () => {
  it.each(all(program(nothing)).map((command) => [command.name(), command] as const))(
    'shows every option once, and says what it, its arguments and options are for: %s',
    (_name, command) => {
      const help = command.helpInformation();
      const flags = help.split('\n').flatMap((line) => /^ {2}(?:-\w, )?(--[a-z-]+)/.exec(line)?.[1] ?? []);
      expect([...new Set(flags)]).toEqual(flags);
      expect(flags).toEqual(expect.arrayContaining(['--data', '--config', '--json', '--help']));
      expect(help).not.toContain('default: false');
      expect(command.description()).not.toBe('');
      expect(command.registeredArguments.filter(({ description }) => description === '')).toEqual([]);
    },
  );
});
