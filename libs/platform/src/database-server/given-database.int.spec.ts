import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPostgres, type TestPostgres } from '@quench/testing';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataDirectory } from '../data-directory/index.js';
import { openDatabase, withClient } from '../database/index.js';
import { beginRestore, databaseHome, endRestore, holdDatabase, type HoldOptions } from './index.js';

let server: TestPostgres;
let admin: pg.Client;
let data: string;

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'of the operator'`);
  await admin.query(`CREATE ROLE guest LOGIN PASSWORD 'of the guest'`);
  await admin.query('CREATE DATABASE factory OWNER operator');
  await admin.query('CREATE DATABASE shared');
}, 60_000);
afterAll(async () => {
  await admin.end();
  await server.stop();
});

beforeEach(async () => {
  ({ path: data } = await DataDirectory.open(await mkdtemp(join(tmpdir(), 'quench given '))));
});
afterEach(() => rm(data, { recursive: true }));

const urlOf = (user: string, password: string, name = 'factory'): string =>
  `postgres://${user}:${encodeURIComponent(password)}@${server.host}:${String(server.port)}/${name}`;
const hold = (url: string | undefined, more: Partial<HoldOptions> = {}) =>
  holdDatabase({ data, url, log: () => undefined, services: ['distributor'], ...more });

describe('a database that is given', () => {
  it('is prepared and used by who may make roles and owns it, without being a superuser', async () => {
    const { host, port, database, user, password } = await hold(urlOf('operator', 'of the operator'));
    for (let time = 0; time < 2; time++) {
      const place = { host, port, database, admin: { user, password }, service: 'watcher', rolePassword: 'own' };
      const opened = await openDatabase({ ...place, entities: [], migrations: [], poolSize: 1 });
      const { rows } = await withClient(opened, (client) => client.query('SELECT current_user, epoch FROM epoch'));
      await opened.close();
      expect(rows).toEqual([{ current_user: 'watcher', epoch: 1 }]);
    }
  });

  it('is refused when others may have made what is there, and not taken for the home of the data directory', async () => {
    await admin.query(`CREATE DATABASE inhabited OWNER operator`);
    await admin.query(`CREATE ROLE tester LOGIN PASSWORD 'of others'`);
    const inhabited = new pg.Client({ ...server, database: 'inhabited' });
    await inhabited.connect();
    await inhabited.query('CREATE SCHEMA watcher');
    await inhabited.end();
    const url = urlOf('operator', 'of the operator', 'inhabited');
    const services = ['watcher', 'tester'];
    const refused = hold(url, { services });
    await expect(refused).rejects.toMatchObject({ code: 'database-taken' });
    await expect(refused).rejects.toThrow(/inhabited has schemas watcher and roles tester, watcher already/);
    expect(await databaseHome(data)).toEqual({ kind: 'none' });

    const restoring = await hold(url, { services, purpose: 'restore' });
    expect(await databaseHome(data)).toEqual({ kind: 'none' });
    await restoring.settle();
    expect(await databaseHome(data)).toMatchObject({ kind: 'given' });
    await expect(hold(url, { services })).resolves.toMatchObject({ database: 'inhabited' });
    await admin.query('DROP ROLE tester');
  });

  it('takes back what a role may do that has the name of a service', async () => {
    await admin.query('CREATE ROLE tester CREATEDB CREATEROLE BYPASSRLS SUPERUSER REPLICATION');
    const { host, port, database, user, password } = server;
    const place = { host, port, database, admin: { user, password }, service: 'tester', rolePassword: 'own' };
    await (await openDatabase({ ...place, entities: [], migrations: [], poolSize: 1 })).close();
    const { rows } = await admin.query(
      `SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS more
       FROM pg_roles WHERE rolname = 'tester'`,
    );
    expect(rows).toEqual([{ more: false }]);
  });

  it.each([
    ['database-refused', () => urlOf('operator', 'guessed'), /does not let us in at postgres:\/\/operator@/],
    ['database-missing', () => urlOf('operator', 'of the operator', 'none'), /CREATE DATABASE "none" OWNER "operator"/],
    [
      'database-rights-missing',
      () => urlOf('guest', 'of the guest', 'shared'),
      /ALTER ROLE "guest" CREATEROLE; ALTER DATABASE "shared" OWNER TO "guest";/,
    ],
    ['database-unavailable', () => 'postgres://a:guessed@127.0.0.1:1/c', /does not answer at postgres:\/\/a@127/],
  ])('is refused with %s and what to do, without a password', async (code, url, says) => {
    const refused = hold(url());
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(says);
    await expect(refused).rejects.not.toThrow(/guessed|of the/);
    expect(await databaseHome(data)).toEqual({ kind: 'none' });
  });
});

describe('a data directory', () => {
  it('remembers that its events are at a given database, not with what password', async () => {
    await hold(urlOf('operator', 'of the operator'));
    const folder = join(data, 'database');
    expect(await readdir(folder)).toEqual(['given.json']);
    expect((await stat(join(folder, 'given.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, 'given.json'), 'utf8')).not.toContain('of the');
    const refused = hold(undefined);
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'database-elsewhere' });
    await expect(refused).rejects.toThrow(`keeps its events at postgres://operator@127.0.0.1:${String(server.port)}/`);
  });

  it('whose events are in the embedded database is not begun anew at a given one', async () => {
    await mkdir(join(data, 'database', 'cluster'));
    const refused = hold(urlOf('operator', 'of the operator'));
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'database-elsewhere' });
    await expect(refused).rejects.toThrow('quench backup');
  });

  it('that is being restored is for nobody else until that is done', async () => {
    const url = urlOf('operator', 'of the operator');
    await beginRestore(data, '/backups/monday');
    const refused = hold(url);
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'restore-unfinished' });
    await expect(refused).rejects.toThrow('quench restore /backups/monday');
    const restoring = await hold(url, { purpose: 'restore' });
    await restoring.settle();
    await endRestore(data);
    await (await hold(url)).release();
  });
});
