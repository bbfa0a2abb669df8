import { TransientFault } from '@quench/kernel';
import type { Command } from 'commander';
import { failureOf } from './failure.js';

/** `help a b` is `a b --help`, however deep; of a command that there is not, it is as much a mistake as that is. */
function helped(argv: readonly string[], { commands }: Command): string[] {
  const [first, ...asked] = argv;
  if (first !== 'help' || asked.length === 0) return [...argv];
  const [name = ''] = asked;
  const isUnknown = !name.startsWith('-') && commands.every((command) => command.name() !== name);
  return isUnknown ? asked : [...asked, '--help'];
}

/** Runs one command line. Sets the exit code; never throws. */
export async function runProgram(root: Command, argv: readonly string[]): Promise<void> {
  process.stdout.on('error', (fault: NodeJS.ErrnoException) => endUnread(fault, root, argv));
  if (argv.includes('--json')) muteErrors(root);
  try {
    await root.parseAsync(helped(argv, root), { from: 'user' });
  } catch (error) {
    const { code, text } = failureOf(error, root, argv);
    if (text !== '') process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}

/** Who reads no further (`quench … | head`) has what they wanted; an answer that found no room is said to be lost. */
function endUnread(fault: NodeJS.ErrnoException, root: Command, argv: readonly string[]): void {
  if (fault.code === 'EPIPE') process.exit();
  const lost = new TransientFault('output-not-written', `The answer could not be written: ${fault.message}`);
  const { code, text } = failureOf(lost, root, argv);
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

/** Keeps help that nobody asked for from the error output, which has JSON on it. */
function muteErrors(command: Command): void {
  command.configureOutput({ writeErr: () => undefined });
  for (const child of command.commands) muteErrors(child);
}
