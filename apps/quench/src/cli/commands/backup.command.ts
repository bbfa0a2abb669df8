import { resolve } from 'node:path';
import { readManifest } from '@quench/platform/backup';
import { DATABASE_URL } from '@quench/platform/database-server';
import type { Command } from 'commander';
import { backUpFactory, restoreFactory, type RestoreOutcome, type RestoreWish } from '../../factory/backup.js';
import { existingDirectory, tryDirectory } from '../../factory/data-directories.js';
import type { GlobalOptions, Register } from '../context.js';
import { noteOn } from '../note-on.js';
import { table } from '../output.js';
import { stopSignal } from '../stop-signal.js';
import { Stopped } from '../stopped.js';

interface RestoreOptions {
  readonly contents?: string;
  readonly withoutContents?: true;
  readonly overwrite?: true;
}

/** `backup` and `restore` */
export const backupCommands: Register = (program, context) => {
  backupCommand(program, context);
  restoreCommand(program, context);
};

const backupCommand: Register = (program, context) => {
  program
    .command('backup')
    .argument('<dir>', 'where to; must not be there')
    .description('write down events, work and keys as they are now, and which contents they need, while all goes on')
    .action(async (dir: string, _options, command: Command) => {
      const { data } = command.optsWithGlobals<GlobalOptions>();
      const { directory } = await existingDirectory(resolve(data));
      const [folder, databaseUrl, note] = [resolve(dir), process.env[DATABASE_URL], noteOn(context, command)];
      const manifest = await backUpFactory({ directory, databaseUrl, folder, note });
      const services = manifest.services.map(({ service, epoch, seq: events }) => ({ service, epoch, events }));
      context.write(command, {
        data: { folder, takenAt: manifest.takenAt, services, keys: manifest.keys, contents: manifest.contents },
        lines: [
          ...logLines(services),
          `backup in ${folder}, with the private keys: keep it as you keep them`,
          `needed besides: the ${String(manifest.contents.count)} contents in ${directory.contents}, ` +
            `${String(manifest.contents.bytes)} bytes; copy them after the backup`,
        ],
      });
    });
};

const restoreCommand: Register = (program, context) => {
  program
    .command('restore')
    .argument('<dir>', 'a backup')
    .option('--contents <dir>', 'take contents that are missing from this folder, such as the content folder of a copy')
    .option('--without-contents', 'go on although contents are missing')
    .option('--overwrite', 'delete the factory that is there')
    .description('make a factory of a backup')
    .action(async (dir: string, options: RestoreOptions, command: Command) => {
      const { data } = command.optsWithGlobals<GlobalOptions>();
      const [folder, note] = [resolve(dir), noteOn(context, command)];
      const signal = stopSignal(() => {
        note('stopping; once more to stop at once');
      });
      // A mistyped backup must not begin a factory.
      await readManifest(folder);
      const { path, logs, contentsTaken } = await restored(
        { data: resolve(data), folder, note, signal },
        wishOf(options),
      );
      context.write(command, {
        data: { data: path, services: logs, contentsTaken },
        lines: [...logLines(logs), `restored. To go on: quench up`],
      });
    });
};

interface Restoring {
  readonly data: string;
  readonly folder: string;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Restores, and leaves nothing behind of what failed before anything was changed. */
async function restored(
  { data, folder, note, signal }: Restoring,
  wish: RestoreWish,
): Promise<RestoreOutcome & { readonly path: string }> {
  const { directory, abandon } = await tryDirectory(data);
  const claim = await directory.claim('quench restore', { drainMs: 0, note });
  let isBegun = false;
  const begun = (): void => void (isBegun = true);
  try {
    const databaseUrl = process.env[DATABASE_URL];
    const outcome = await restoreFactory({ directory, databaseUrl, folder, note, signal, begun }, wish);
    return { path: directory.path, ...outcome };
  } catch (fault) {
    if (!isBegun) await abandon(note);
    if (!(fault instanceof Stopped)) throw fault;
    const half = `${directory.path} is restored in part, and nobody works on it until that is done`;
    throw new Stopped(
      fault.signal,
      `${isBegun ? half : 'Nothing was restored'}. Do it again: quench restore ${folder}`,
    );
  } finally {
    claim.release();
  }
}

const wishOf = ({ contents, withoutContents, overwrite }: RestoreOptions): RestoreWish => ({
  contents:
    contents !== undefined
      ? { from: resolve(contents) }
      : withoutContents === true
        ? 'may-be-missing'
        : 'must-be-there',
  existing: overwrite === true ? 'replace' : 'refuse',
});

const logLines = (
  logs: readonly { readonly service: string; readonly epoch: number; readonly events: number }[],
): readonly string[] =>
  table(
    ['service', 'events', 'epoch'],
    logs.map(({ service, events, epoch }) => [service, events, epoch]),
  );
