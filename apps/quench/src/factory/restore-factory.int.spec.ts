import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataDirectory } from '@quench/platform/data-directory';
import { brokenOffRestore } from '@quench/platform/database-server';
import { RecordingLog, startPostgres, type TestPostgres } from '@quench/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { readConfiguration } from '@quench/platform/configuration';
import { backUpFactory, restoreFactory, type RestoreOutcome } from './backup.js';
import { Configuration } from './configuration.js';
import { openFactory } from './open-factory.js';
import { serviceNames } from './service-names.js';

let server: TestPostgres;
let folder: string;
let backup: string;

const urlOf = (database: string): string =>
  `postgres://operator:secret@${server.host}:${String(server.port)}/${database}`;

beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'quench-restore-'));
  backup = join(folder, 'backup');
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'secret'`);
  for (const name of ['source', 'target']) await admin.query(`CREATE DATABASE ${name} OWNER operator`);
  const directory = await DataDirectory.open(join(folder, 'source'));
  const databaseUrl = urlOf('source');
  const place = { data: directory.path, databaseUrl };
  const factory = await openFactory(place, await readConfiguration(Configuration, undefined), new RecordingLog());
  // Asks every service, which makes its schema.
  await factory.isConverged();
  await factory.close();
  await backUpFactory({ directory, databaseUrl, folder: backup, note: () => undefined });
  // Roles are of the whole server, which is another one to restore to.
  await admin.query('DROP DATABASE source');
  for (const role of serviceNames) await admin.query(`DROP ROLE ${role}`);
  await admin.end();
}, 120_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Restores, and is told to stop when a line is said that has `stopAt` in it. */
async function restore(
  stopAt?: string,
): Promise<{ readonly begun: boolean; readonly outcome: Promise<RestoreOutcome> }> {
  const stop = new AbortController();
  let begun = false;
  const outcome = restoreFactory(
    {
      directory: await DataDirectory.open(join(folder, 'target')),
      databaseUrl: urlOf('target'),
      folder: backup,
      note: (line) => {
        if (stopAt !== undefined && line.includes(stopAt)) stop.abort(new Error('stop'));
      },
      signal: stop.signal,
      begun: () => void (begun = true),
    },
    { contents: 'must-be-there', existing: 'refuse' },
  );
  await outcome.catch(() => undefined);
  return { begun, outcome };
}

it('changes nothing when it is stopped early, is to be done again when it is stopped late, and then is done', async () => {
  const target = join(folder, 'target');
  for (const line of ['is whole', 'contents are there']) {
    const { begun, outcome } = await restore(line);
    await expect(outcome).rejects.toThrow('stop');
    expect([begun, await brokenOffRestore(target)]).toEqual([false, undefined]);
  }
  const late = await restore(`${serviceNames[0] ?? ''}: `);
  await expect(late.outcome).rejects.toThrow('stop');
  expect([late.begun, await brokenOffRestore(target)]).toEqual([true, backup]);

  const again = await restore();
  expect((await again.outcome).logs.map(({ service }) => service)).toEqual(serviceNames);
  expect([again.begun, await brokenOffRestore(target)]).toEqual([true, undefined]);
}, 120_000);
