import { resolve } from 'node:path';
import { cwd, env } from 'node:process';
import type { Command } from 'commander';
import { Rejection } from '@quench/kernel';
import { readConfiguration } from '@quench/platform/configuration';
import type { DirectoryClaim, DataDirectory, DrainPatience } from '@quench/platform/data-directory';
import { DATABASE_URL } from '@quench/platform/database-server';
import { JsonLinesLog, LogFile } from '@quench/platform/runtime';
import { Configuration } from '../factory/configuration.js';
import { anyDirectory, beginDirectory, existingDirectory } from '../factory/data-directories.js';
import type { Factory } from '../factory/factory.js';
import { logFile, openFactory } from '../factory/open-factory.js';
import type { CliContext, FactoryMode, GlobalOptions } from './context.js';
import { callerOf, pathsBelow, runnable, runnableJson } from './hints.js';
import { noteOn } from './note-on.js';
import type { Output } from './output.js';
import { printable } from './printable.js';
import { stopSignal } from './stop-signal.js';

const optionsOf = (command: Command): GlobalOptions => {
  const own = Object.fromEntries(Object.entries(command.opts()).filter(([, value]) => value !== undefined));
  return { ...command.parent?.opts(), ...command.optsWithGlobals(), ...own } as unknown as GlobalOptions;
};

/** A little longer than services take to hand their work back. */
const DRAIN_MS = 60_000;

/** Which data directory a command may work on. */
const directories = {
  look: existingDirectory,
  work: existingDirectory,
  up: beginDirectory,
  anywhere: anyDirectory,
} as const;

/** `up` waits for services that are about to end; other commands let them do the work. */
const patienceOf = (mode: FactoryMode, note: (line: string) => void): DrainPatience =>
  mode === 'up' ? { drainMs: DRAIN_MS, note } : { drainMs: 0, note: () => undefined };

/** Undefined when somebody else is to do the work. @throws Rejection `data-directory-in-use` for `up` */
async function claimFor(
  mode: FactoryMode,
  command: Command,
  directory: DataDirectory,
): Promise<DirectoryClaim | undefined> {
  if (mode === 'look' || mode === 'anywhere') return undefined;
  return directory
    .claim(`quench ${command.name()}`, patienceOf(mode, noteOn(localContext, command)))
    .catch((error: unknown) => {
      if (mode === 'work' && error instanceof Rejection && error.code === 'data-directory-in-use') return undefined;
      throw error;
    });
}

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

const caller = (command: Command) => callerOf(optionsOf(command), cwd());

const typeable = (command: Command, text: string): string =>
  runnable(text, caller(command), pathsBelow(rootOf(command)));

/** Runs commands on a data directory of this machine. */
export const localContext: CliContext = {
  async withFactory(command, mode, use) {
    const options = optionsOf(command);
    const { directory, passing, leave } = await directories[mode](resolve(options.data));
    const claim = await claimFor(mode, command, directory);
    const note = noteOn(localContext, command);
    const lines = new LogFile(logFile(directory.path), (fault) => {
      note(`the log is not written: ${fault.message}`);
    });
    const log = new JsonLinesLog((line) => lines.write(line));
    const signal = stopSignal(() => {
      note('stopping; once more to stop at once');
    });
    let factory: Factory | undefined;
    try {
      const place = { data: directory.path, databaseUrl: passing ? undefined : env[DATABASE_URL] };
      factory = await openFactory(place, await readConfiguration(Configuration, options.config), log);
      if (claim !== undefined) await factory.run();
      return await use(factory, signal);
    } catch (error) {
      // What a stopped command was in the middle of reports as aborted; the stop is the reason.
      throw signal.aborted ? signal.reason : error;
    } finally {
      await factory?.close();
      await claim?.release();
      await lines.close();
      await leave();
    }
  },
  runnable: typeable,
  write(command: Command, { data, lines }: Output) {
    const text = optionsOf(command).json
      ? runnableJson(data, caller(command), pathsBelow(rootOf(command)))
      : typeable(command, lines.map(printable).join('\n'));
    process.stdout.write(`${text}\n`);
  },
};
