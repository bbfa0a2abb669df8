import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { cwd } from 'node:process';
import { Rejection } from '@quench/kernel';
import type { Command } from 'commander';
import type { CliContext } from './context.js';
import { failureOf } from './failure.js';
import { callerOf } from './hints.js';
import { ownData } from './places.js';
import { program } from './program.js';

const nothing: CliContext = {
  withFactory: () => Promise.reject(new Error('not run')),
  runnable: (_command, text) => text,
  write: () => undefined,
};

const here = callerOf({ data: ownData }, cwd());

/** Everything below a command, and itself. */
const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];

/** How a command line is refused, before any command does anything. */
async function unparsed(...argv: readonly string[]) {
  const root = await program(nothing, argv);
  for (const command of all(root).filter(({ commands }) => commands.length === 0)) {
    command.action(() => {
      throw new RangeError('parsed');
    });
  }
  return refusal(root, argv);
}

/** How a command line is refused. */
const refused = async (...argv: readonly string[]) => refusal(await program(nothing, argv), argv);

async function refusal(root: Command, argv: readonly string[]) {
  for (const command of all(root)) command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  const error: unknown = await root.parseAsync([...argv], { from: 'user' }).then(
    () => undefined,
    (fault: unknown) => fault,
  );
  return failureOf(error, root, argv);
}

it('the help of a command names in its usage what it cannot do without, and says where it is told', async () => {
  const channel = (await program(nothing)).commands.find((command) => command.name() === 'channel');
  const help = channel?.commands.find((command) => command.name() === 'move')?.helpInformation();
  expect(help).toContain('Usage: quench channel move [options] <channel> <digest> --reason <text>');
  expect(help).toMatch(/--reason <text> +why, in your words; must be given/);
});

describe('a command line that is wrong', () => {
  it.each([
    [['imgae'], "quench: unknown command 'imgae' (Did you mean image?). See: quench --help"],
    [['up', '--one'], "quench: unknown option '--one' (Did you mean --once?). See: quench up --help"],
    [['channel', 'mov'], "quench: unknown command 'mov' (Did you mean move?). See: quench channel --help"],
    [['image', 'lock'], "quench: missing required argument 'image'. See: quench image lock --help"],
    [
      ['cluster', 'up', '--brokers', '2'],
      "quench: option '--brokers <count>' argument '2' is invalid. Allowed choices are 1, 3. See: quench cluster up --help",
    ],
    [
      ['service', 'builder'],
      'quench: A service needs its own configuration file: --config FILE. What is in it is told in docs/guides/operator.md',
    ],
  ])('is told in words, and in the form that was asked for: %j', async (argv, said) => {
    const typed = said.replace('See: quench', `See: ${here.program}`);
    expect(await refused(...argv)).toEqual({ code: 2, text: `${typed} [command-line-malformed]` });
    const { code, text } = await refused(...argv, '--json');
    expect(code).toBe(2);
    const message = typed.replace('quench: ', '');
    expect(JSON.parse(text)).toEqual({ error: { code: 'command-line-malformed', message } });
  });

  it('says of a remedy which factory and configuration are meant', async () => {
    const argv = ['status', '--data', '/tmp/a b', '--config', '/etc/quench.yaml'];
    const root = await program(nothing);
    root.parseOptions(argv);
    const { text } = failureOf(new Rejection('image-unknown', 'No image. See: quench image list'), root, argv);
    const options = "--data '/tmp/a b' --config /etc/quench.yaml";
    expect(text).toBe(`quench: No image. See: ${here.program} image list ${options} [image-unknown]`);
  });

  it('shows what a terminal would obey in what is said, and keeps its lines', async () => {
    const fault = new Rejection('configuration-invalid', 'a.yaml:\n  \u001B[2J');
    const { text } = failureOf(fault, await program(nothing), []);
    expect(text).toBe('quench: a.yaml:\n  \\x1b[2J [configuration-invalid]');
  });

  it('that stops at a group shows its help, or names its commands as data', async () => {
    expect(await refused('key')).toEqual({ code: 2, text: '' });
    expect(JSON.parse((await refused('key', '--json')).text)).toMatchObject({
      error: { message: `quench key needs one of these commands: list. See: ${here.program} key --help` },
    });
  });

  it('is none when it asks for help', async () => expect(await refused('up', '--help')).toEqual({ code: 0, text: '' }));
});

const whole = await program(nothing);

/** The words that lead to a command. */
const wordsOf = (command: Command): readonly string[] =>
  command.parent === null ? [] : [...wordsOf(command.parent), command.name()];

const PATH = /^(?:dir|file)$/;

describe('a path that is empty is no path to the folder in which somebody happens to be', () => {
  const commands = all(whole).filter((command) => command.commands.length === 0);
  const options = commands.flatMap((command) => {
    const own = command.options.filter(({ flags }) => /<(?:dir|file)>$/.test(flags));
    return own.flatMap(({ long, flags }) => (long ? [[[...wordsOf(command), long], flags] as const] : []));
  });

  it('is there to be refused by these', () => {
    const flags = options.map(([, one]) => one);
    for (const one of ['--data <dir>', '--config <file>', '--catalog <dir>', '--contents <dir>', '--prepare <file>'])
      expect(flags).toContain(one);
  });

  it.each(options)('and is refused: %j', async (words, flags) => {
    const { code, text } = await unparsed(...words, '');
    expect(code).toBe(2);
    expect(text).toContain(`option '${flags}' argument '' is invalid. Expected `);
    expect(text).toMatch(/See: \S+ .+ --help \[command-line-malformed\]$/);
  });

  it('also before the command, and behind a sign', async () => {
    for (const argv of [
      ['--data', '', 'status'],
      ['status', '--data='],
      ['--config=', 'status'],
    ])
      expect((await unparsed(...argv)).text).toContain("argument '' is invalid. Expected ");
  });

  it.each(commands.filter(({ registeredArguments: [first] }) => PATH.test(first?.name() ?? '')).map(wordsOf))(
    'and is refused as an argument: %s %s',
    async (...words) => {
      const { text } = await unparsed(...words.filter((word) => word !== undefined), '');
      expect(text).toContain("command-argument value '' is invalid for argument 'dir'. Expected a folder");
    },
  );
});

describe('the help of a command', () => {
  it.each(all(whole).map((command) => [command.name(), command] as const))(
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
