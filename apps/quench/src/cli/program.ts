import { join } from 'node:path';
import { Command, Help, Option } from 'commander';
import { productVersion } from '../version.js';
import { buildCommands } from './commands/build.command.js';
import { catalogCommands } from './commands/catalog.command.js';
import { channelCommands } from './commands/channel.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { explainCommands } from './commands/explain.command.js';
import { imageCommands } from './commands/image.command.js';
import { keyCommands } from './commands/key.command.js';
import { parkedCommands } from './commands/parked.command.js';
import { queueCommands } from './commands/queue.command.js';
import { statusCommand } from './commands/status.command.js';
import { testCommands } from './commands/test.command.js';
import { upCommand } from './commands/up.command.js';
import { verifyCommand } from './commands/verify.command.js';
import type { CliContext, Register } from './context.js';
import { failureOf } from './failure.js';
import { checkout } from './places.js';

const groups: readonly Register[] = [
  upCommand,
  statusCommand,
  catalogCommands,
  imageCommands,
  buildCommands,
  explainCommands,
  channelCommands,
  testCommands,
  verifyCommand,
  queueCommands,
  parkedCommands,
  keyCommands,
  doctorCommand,
];

/** The whole command line; `quench --help` is made from it. */
export function program(context: CliContext): Command {
  const root = new Command('quench')
    .description('A hardened-image factory that anyone can run')
    .version(productVersion)
    .addOption(new Option('--data <dir>', DATA).default(join(checkout, '.quench'), '.quench in the checkout'))
    .option('--config <file>', CONFIG)
    .option('--json', JSON_ANSWER)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions })
    // What is wrong with a command line is said where all errors are said.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const register of groups) register(root, context);
  root.addHelpText('after', '\nIn a checkout also: quench check (the quick loop) · quench test (all tests)');
  shareOptions(root);
  return root;
}

const DATA = 'where everything is kept';
const CONFIG = 'configuration (YAML)';
const JSON_ANSWER = 'answer with one JSON document';

/** Those that mean something behind a command, too. */
const visibleGlobalOptions = (command: Command): Option[] => {
  const help = new Help();
  help.showGlobalOptions = true;
  return help.visibleGlobalOptions(command).filter(({ long }) => long !== '--version');
};

/** Global options may stand behind the command, too; its help shows them once, as global ones. */
function shareOptions(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    if (child.commands.length === 0) {
      for (const flags of ['--data <dir>', '--config <file>', '--json']) child.addOption(new Option(flags).hideHelp());
    }
    shareOptions(child);
  }
}

/** `help a b` is `a b --help`, however deep. */
const helped = (argv: readonly string[]): string[] =>
  argv[0] === 'help' && argv.length > 1 ? [...argv.slice(1), '--help'] : [...argv];

/** Runs one command line. Sets the exit code; never throws. */
export async function runProgram(context: CliContext, argv: readonly string[]): Promise<void> {
  const root = program(context);
  if (argv.includes('--json')) muteErrors(root);
  try {
    await root.parseAsync(helped(argv), { from: 'user' });
  } catch (error) {
    const { code, text } = failureOf(error, root, argv);
    if (text !== '') process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}

/** Keeps help that nobody asked for from the error output, which has JSON on it. */
function muteErrors(command: Command): void {
  command.configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) muteErrors(child);
}
