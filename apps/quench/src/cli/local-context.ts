import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Rejection } from '@quench/kernel';
import { readConfiguration } from '@quench/platform/configuration';
import { DataDirectory, type DrainPatience } from '@quench/platform/data-directory';
import { JsonLinesLog, LogFile } from '@quench/platform/runtime';
import { Configuration } from '../factory/configuration.js';
import type { Factory } from '../factory/factory.js';
import { logFile, openFactory } from '../factory/open-factory.js';
import type { CliContext, GlobalOptions } from './context.js';
import type { Output } from './output.js';
import { Stopped } from './stopped.js';

const optionsOf = (command: Command): GlobalOptions => {
  const own = Object.fromEntries(Object.entries(command.opts()).filter(([, value]) => value !== undefined));
  return { ...command.parent?.opts(), ...command.optsWithGlobals(), ...own } as unknown as GlobalOptions;
};

/** Ends work cleanly at the first signal; a second one ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.stderr.write('stopping; once more to stop at once\n');
      controller.abort(new Stopped(name));
    });
  }
  return controller.signal;
}

/** A little longer than services take to hand their work back. */
const DRAIN_MS = 60_000;

/** `up` waits for services that are about to end; other commands let them do the work. */
const patienceOf = (mode: 'work' | 'up'): DrainPatience => ({
  drainMs: mode === 'up' ? DRAIN_MS : 0,
  note: (line) => {
    if (mode === 'up') process.stderr.write(`${line}\n`);
  },
});

/** Runs commands on a data directory of this machine. */
export const localContext: CliContext = {
  async withFactory(command, mode, use) {
    const options = optionsOf(command);
    const data = resolve(options.data);
    const directory = await DataDirectory.open(data);
    const worksElsewhere = (error: unknown): undefined => {
      if (mode === 'work' && error instanceof Rejection && error.code === 'data-directory-in-use') return undefined;
      throw error;
    };
    const claim =
      mode === 'look'
        ? undefined
        : await directory.claim(`quench ${command.name()}`, patienceOf(mode)).catch(worksElsewhere);
    const lines = new LogFile(logFile(directory.path), (fault) => {
      process.stderr.write(`the log is not written: ${fault.message}\n`);
    });
    const log = new JsonLinesLog((line) => lines.write(line));
    const signal = stopSignal();
    let factory: Factory | undefined;
    try {
      factory = await openFactory(directory.path, await readConfiguration(Configuration, options.config), log);
      if (claim !== undefined) await factory.run();
      return await use(factory, signal);
    } catch (error) {
      // What a stopped command was in the middle of reports as aborted; the stop is the reason.
      throw signal.aborted ? signal.reason : error;
    } finally {
      await factory?.close();
      await claim?.release();
      await lines.close();
    }
  },
  write(command: Command, { data, lines }: Output) {
    const text = optionsOf(command).json ? JSON.stringify(data, undefined, 2) : lines.join('\n');
    process.stdout.write(`${text}\n`);
  },
};
