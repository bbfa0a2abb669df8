import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
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
import { exitOf } from './exit.js';
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
    .option('--data <dir>', 'where everything is kept', join(checkout, '.quench'))
    .option('--config <file>', 'configuration (YAML)')
    .option('--json', 'answer with one JSON document', false)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const register of groups) register(root, context);
  root.addHelpText('after', '\nIn a checkout also: quench check (the quick loop) · quench test (all tests)');
  shareOptions(root);
  return root;
}

/** Global options may stand behind the command, too. */
function shareOptions(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    if (child.commands.length === 0) {
      child
        .option('--data <dir>', 'where everything is kept')
        .option('--config <file>', 'configuration (YAML)')
        .option('--json', 'answer with one JSON document');
    }
    shareOptions(child);
  }
}

/** Runs one command line. Sets the exit code; never throws. */
export async function runProgram(context: CliContext, argv: readonly string[]): Promise<void> {
  try {
    await program(context).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { code, name, message } = exitOf(error);
    const text = argv.includes('--json')
      ? JSON.stringify({ error: { code: name, message } })
      : `quench: ${message} [${name}]`;
    process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}
