import { ensurePostgres } from '../embedded-postgres/index.js';
import { databaseHome, refuseBrokenOff, refuseElsewhere, settleAt } from './database-home.js';
import { parseDatabaseUrl, type DatabaseAddress } from './database-url.js';
import { checkGiven, checkVacant } from './given-database.js';

/** A database that runs and stays while this is held. */
export interface HeldDatabase extends DatabaseAddress {
  /** A folder that drivers take as a host: the same database by a shorter way. */
  readonly socket?: string | undefined;
  /** Says that we need it no more; a given one does not care. */
  release(): Promise<void>;
  /** Remembers that the events of the data directory are here from now on. */
  settle(): Promise<void>;
}

export interface HoldOptions {
  /** Absolute path of the data directory. */
  readonly data: string;
  /** The value of `QUENCH_DATABASE_URL`; undefined: the embedded database. */
  readonly url: string | undefined;
  /** Called with a line for a person when it takes long. */
  readonly log: (line: string) => void;
  /** Whose roles and schemas are made there. */
  readonly services: readonly string[];
  /**
   * Who restores may come in where restoring was broken off, and where other events are: it is for him to look and to
   * settle. To work, unless it says so.
   */
  readonly purpose?: 'work' | 'restore';
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * The database of a data directory: the one that was given, or else the embedded one, which is started.
 * @throws Rejection `database-url-malformed`, `database-elsewhere`, `restore-unfinished`; as `checkGiven`, `checkVacant`, `ensurePostgres`
 */
export async function holdDatabase({ data, url, log, services, purpose = 'work' }: HoldOptions): Promise<HeldDatabase> {
  const address = url === undefined ? undefined : parseDatabaseUrl(url);
  const home = await databaseHome(data);
  refuseElsewhere(home, address, data);
  if (purpose === 'work') await refuseBrokenOff(data);
  if (address === undefined) return { ...(await ensurePostgres({ data, log })), settle: nothing };
  await checkGiven(address);
  const settle = (): Promise<void> => settleAt(data, address);
  if (home.kind === 'none' && purpose === 'work') {
    await checkVacant(address, services);
    await settle();
  }
  return { ...address, settle, release: nothing };
}
