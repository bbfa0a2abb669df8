import { Option, type Command } from 'commander';
import { backupCommands } from './commands/backup.command.js';
import { buildCommands } from './commands/build.command.js';
import { catalogCommands } from './commands/catalog.command.js';
import { cascadeCommands } from './commands/cascade.command.js';
import { channelCommands } from './commands/channel.command.js';
import { clusterCommands } from './commands/cluster.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { explainCommands } from './commands/explain.command.js';
import { holdCommands } from './commands/hold.command.js';
import { imageCommands } from './commands/image.command.js';
import { kafkaCommand } from './commands/kafka.command.js';
import { keyCommands } from './commands/key.command.js';
import { parkedCommands } from './commands/parked.command.js';
import { pluginCommands } from './commands/plugin.command.js';
import { queueCommands } from './commands/queue.command.js';
import { reportCommands } from './commands/report.command.js';
import { serviceCommand } from './commands/service.command.js';
import { statusCommand } from './commands/status.command.js';
import { testCommands } from './commands/test.command.js';
import { upCommand } from './commands/up.command.js';
import { verifyCommand } from './commands/verify.command.js';
import type { CliContext, Register } from './context.js';
import { rootCommand } from './root.js';

const groups: readonly Register[] = [
  upCommand,
  statusCommand,
  catalogCommands,
  imageCommands,
  buildCommands,
  explainCommands,
  reportCommands,
  cascadeCommands,
  holdCommands,
  channelCommands,
  testCommands,
  verifyCommand,
  queueCommands,
  parkedCommands,
  keyCommands,
  pluginCommands,
  doctorCommand,
  backupCommands,
  serviceCommand,
  clusterCommands,
  kafkaCommand,
];

/** The whole command line. */
export function program(context: CliContext): Command {
  const root = rootCommand();
  for (const register of groups) register(root, context);
  shareOptions(root);
  return root;
}

/**
 * Global options may stand behind the command, too; its help shows them once, as global ones. Options without which a
 * command is refused stand in its usage.
 */
function shareOptions(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    const needed = child.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
    if (needed.length > 0) child.usage(`${child.usage()} ${needed.join(' ')}`);
    if (child.commands.length === 0) {
      for (const flags of ['--data <dir>', '--config <file>', '--json']) child.addOption(new Option(flags).hideHelp());
    }
    shareOptions(child);
  }
}
