import 'reflect-metadata';
import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataDirectory } from '@quench/platform/data-directory';
import { openPreparedDatabase } from '@quench/platform/database';
import { SERVICES } from '@quench/platform/service-process';
import { FileSigner } from '@quench/platform/signing';
import { migrationsOf } from '@quench/platform/service-host';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roleSecret } from '../factory/role-secret.js';
import { loadServices } from '../factory/services.js';
import { keyPlaces, prepareServices, SERVICES_TOKEN } from './prepare-services.js';

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

it('leaves every service what it needs to open key and database, however often', async () => {
  const directory = await DataDirectory.open(folder);
  for (let time = 0; time < 2; time++) await prepareServices(directory, server);
  const { keyOf, publicKeys } = keyPlaces(directory);
  expect((await readdir(publicKeys)).sort()).toEqual(SERVICES.map((service) => `${service}.pub`).sort());
  expect(await readdir(join(directory.path, 'secrets'))).toContain(SERVICES_TOKEN);
  const { host, port, database } = server;
  for (const { name: service, migrations } of await loadServices()) {
    const signer = await FileSigner.openOwn({ keyFile: keyOf(service), publicKeys, service });
    expect(signer.publicKey.service).toBe(service);
    const { value: rolePassword } = await directory.secret(roleSecret(service));
    const schema = { entities: [], migrations: migrationsOf({ migrations }), poolSize: 1 };
    const opened = await openPreparedDatabase({ host, port, database, service, rolePassword, ...schema });
    await opened.close();
  }
}, 120_000);
