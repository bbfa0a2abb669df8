import 'reflect-metadata';
import type { Command } from 'commander';
import { asksOverview, overview } from './cli/overview.js';
import { runProgram } from './cli/run-program.js';
import { answerSignals } from './cli/stop-at-once.js';

/** Commands bring much with them, each its own. */
async function commands(): Promise<Command> {
  const [{ program }, { localContext }] = await Promise.all([
    import('./cli/program.js'),
    import('./cli/local-context.js'),
  ]);
  return program(localContext, argv);
}

const argv = process.argv.slice(2);
// Commands take long to load, and are told to stop meanwhile, too.
answerSignals();
await runProgram(asksOverview(argv) ? overview() : await commands(), argv);
