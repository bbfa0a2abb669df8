import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Rejection } from '@quench/kernel';
import { replaceFile } from '../data-directory/index.js';
import { unlessMissing } from '../node-errors/index.js';
import { DATABASE_URL, databaseName, type DatabaseAddress } from './database-url.js';

/** Where the events of a data directory are. */
export type DatabaseHome = { readonly kind: 'none' | 'embedded' } | { readonly kind: 'given'; readonly where: string };

const markerIn = (data: string): string => join(data, 'database', 'given.json');

/** @param data absolute path of the data directory */
export async function databaseHome(data: string): Promise<DatabaseHome> {
  const marker = await readFile(markerIn(data), 'utf8').catch(unlessMissing);
  if (marker !== undefined) return { kind: 'given', where: (JSON.parse(marker) as { readonly where: string }).where };
  const cluster = await stat(join(data, 'database', 'cluster')).catch(unlessMissing);
  return { kind: cluster === undefined ? 'none' : 'embedded' };
}

/** Remembers that the events are at a given database; its password is not kept. */
export const settleAt = (data: string, address: DatabaseAddress): Promise<void> =>
  replaceFile(markerIn(data), `${JSON.stringify({ where: databaseName(address) })}\n`);

/**
 * Refuses to look for a factory's events where they are not: it would seem to be empty, and be begun anew. That a given
 * database has moved to another server is its keeper's business.
 * @throws Rejection `database-elsewhere`
 */
export function refuseElsewhere(home: DatabaseHome, address: DatabaseAddress | undefined, data: string): void {
  if (address === undefined && home.kind === 'given') {
    throw elsewhere(
      `${data} keeps its events at ${home.where}. Say where that is with its password: ${DATABASE_URL}=postgres://…`,
    );
  }
  if (address !== undefined && home.kind === 'embedded') {
    throw elsewhere(
      `${data} keeps its events in the embedded database, and ${DATABASE_URL} is ${databaseName(address)}. ` +
        `Run without it; or move them: without it back them up: quench backup DIR, and with it, into another data ` +
        `directory, restore them: quench restore DIR`,
    );
  }
}

const restoringIn = (data: string): string => join(data, 'database', 'restoring');

/** From now on nobody works here but who restores. @param from the backup's folder */
export const beginRestore = (data: string, from: string): Promise<void> => replaceFile(restoringIn(data), `${from}\n`);

export const endRestore = (data: string): Promise<void> => rm(restoringIn(data));

/** The folder of the backup whose restoring was broken off; undefined where none was. */
export async function brokenOffRestore(data: string): Promise<string | undefined> {
  return (await readFile(restoringIn(data), 'utf8').catch(unlessMissing))?.trim();
}

/** @throws Rejection `restore-unfinished` */
export async function refuseBrokenOff(data: string): Promise<void> {
  const from = await brokenOffRestore(data);
  if (from === undefined) return;
  throw new Rejection(
    'restore-unfinished',
    `${data} was being restored, and that was broken off. Do it again: quench restore ${from}`,
  );
}

const elsewhere = (message: string): Rejection => new Rejection('database-elsewhere', message);
