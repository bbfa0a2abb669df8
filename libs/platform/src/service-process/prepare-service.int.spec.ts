import 'reflect-metadata';
import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPreparedDatabase } from '../database/index.js';
import { workMigrations } from '../work-queue/index.js';
import { prepareService } from './prepare-service.js';

let server: TestPostgres;
let folder: string;

beforeAll(async () => {
  server = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'quench-prepare-'));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

it('prepares a schema that the service then opens with its own password alone', async () => {
  const { host, port, database: name, user, password } = server;
  const [rolePasswordFile, passwordFile, adminFile] = ['role', 'admin', 'admin.yaml'].map((file) => join(folder, file));
  if (rolePasswordFile === undefined || passwordFile === undefined || adminFile === undefined) throw new Error('names');
  await writeFile(rolePasswordFile, 'of the watcher\n');
  await writeFile(passwordFile, `${password}\n`);
  await writeFile(adminFile, JSON.stringify({ user, passwordFile }));
  const configuration = { database: { host, port, name, rolePasswordFile } };
  await prepareService({ name: 'watcher', migrations: [] }, configuration, adminFile);
  const role = { service: 'watcher', rolePassword: 'of the watcher' };
  const rest = { entities: [], migrations: workMigrations, poolSize: 1 };
  const opened = await openPreparedDatabase({ host, port, database: name, ...role, ...rest });
  expect(opened.service).toBe('watcher');
  await opened.close();
});
