import { mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejection } from '@quench/kernel';
import { DataDirectory, unusable } from '@quench/platform/data-directory';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import { errorCode } from '@quench/platform/node-errors';

/** A data directory for one command. */
export interface UsedDirectory {
  readonly directory: DataDirectory;
  /** Whether it is gone afterwards: nothing that outlives it may be changed for it. */
  readonly passing: boolean;
  /** When the command is over and has closed everything. */
  leave(): Promise<void>;
}

const staying = (directory: DataDirectory): UsedDirectory => ({
  directory,
  passing: false,
  leave: () => Promise.resolve(),
});

/** Makes one where there is none. @throws Rejection `data-directory-unusable` */
export const beginDirectory = async (path: string): Promise<UsedDirectory> => staying(await DataDirectory.open(path));

/** A data directory for what may fail before there is a factory. */
export interface TriedDirectory {
  readonly directory: DataDirectory;
  /**
   * Takes away what there was not before, unless there was a factory; ends the database that was started in it. What is in
   * the way of that is said and no error: the one that led here is the one to tell.
   */
  abandon(note: (line: string) => void): Promise<void>;
}

/** As `beginDirectory`. @throws Rejection `data-directory-unusable` */
export async function tryDirectory(path: string): Promise<TriedDirectory> {
  const known = (await DataDirectory.find(path)) !== undefined;
  const before = await entriesOf(path);
  const directory = await DataDirectory.open(path);
  const abandon = (note: (line: string) => void): Promise<void> =>
    known
      ? Promise.resolve()
      : takeAway(directory, before).catch((fault: unknown) => {
          note(`what was made in ${directory.path} could not all be taken away: ${(fault as Error).message}`);
        });
  return { directory, abandon };
}

/** The locks last: they keep others out until then. */
async function takeAway({ path, locks }: DataDirectory, before: readonly string[] | undefined): Promise<void> {
  await stopPostgres({ data: path });
  const made = (await readdir(path)).filter((name) => before?.includes(name) !== true).map((name) => join(path, name));
  for (const entry of made.filter((entry) => entry !== locks)) await rm(entry, { recursive: true });
  await rm(locks, { recursive: true });
  if (before === undefined) await rmdir(path);
}

const entriesOf = (path: string): Promise<readonly string[] | undefined> =>
  readdir(path).catch((fault: unknown) => {
    if (errorCode(fault) === 'ENOENT') return undefined;
    throw unusable(path, fault);
  });

/**
 * @param begin the command that begins one
 * @throws Rejection `factory-missing`, `data-directory-unusable`
 */
export async function existingDirectory(path: string, begin = 'quench up'): Promise<UsedDirectory> {
  const found = await DataDirectory.find(path);
  if (found !== undefined) return staying(found);
  throw new Rejection(
    'factory-missing',
    `There is no factory in ${path}. Perhaps another folder was meant (--data DIR). To begin one there: ${begin}`,
  );
}

/** The one that is there, or a passing one that is gone afterwards. @throws Rejection `data-directory-unusable` */
export async function anyDirectory(path: string): Promise<UsedDirectory> {
  const found = await DataDirectory.find(path);
  if (found !== undefined) return staying(found);
  const data = await mkdtemp(join(tmpdir(), 'quench-passing-'));
  return {
    directory: await DataDirectory.open(data),
    passing: true,
    leave: async () => {
      await stopPostgres({ data });
      await rm(data, { recursive: true });
    },
  };
}
