import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, type TestPostgres } from '@quench/testing';
import pg from 'pg';
import { prepareDatabase } from './index.js';

let server: TestPostgres;
let admin: pg.Client;

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client(server);
  await admin.connect();
}, 60_000);
afterAll(async () => {
  await admin.end();
  await server.stop();
});

const adminOf = ({ user, password }: TestPostgres) => ({ user, password });

const prepare = (service: string): Promise<void> =>
  prepareDatabase({ ...server, admin: adminOf(server), service, rolePassword: 'secret', migrations: [] });

const epochs = async (service: string): Promise<readonly unknown[]> =>
  (await admin.query(`SELECT epoch, first_seq, reason FROM ${service}.epoch ORDER BY epoch`)).rows;

const BEGUN = { epoch: 1, first_seq: '1', reason: 'begun' };

describe('the epoch of a log', () => {
  it('stays while the log is where it was', async () => {
    await prepare('watcher');
    await prepare('watcher');
    await admin.query('VACUUM FULL watcher.event_log');
    await prepare('watcher');
    expect(await epochs('watcher')).toEqual([BEGUN]);
  });

  it('is raised when the log was restored from a dump into the same database, and once', async () => {
    await prepare('tester');
    // What `pg_restore --clean` does: the same rows in tables that are made anew.
    await admin.query('CREATE TABLE public.dump AS SELECT * FROM tester.event_log');
    await admin.query('DROP TABLE tester.event_log');
    await admin.query('CREATE TABLE tester.event_log (LIKE public.dump)');
    await prepare('tester');
    await prepare('tester');
    expect(await epochs('tester')).toEqual([BEGUN, { epoch: 2, first_seq: '1', reason: 'restored' }]);
  });

  it('is raised in a database that was made from another one', async () => {
    await admin.query('CREATE DATABASE source');
    const source = { ...server, admin: adminOf(server), service: 'historian', rolePassword: 'secret', migrations: [] };
    await prepareDatabase({ ...source, database: 'source' });
    await admin.query('CREATE DATABASE copy TEMPLATE source');
    await prepareDatabase({ ...source, database: 'copy' });
    const copy = new pg.Client({ ...server, database: 'copy' });
    await copy.connect();
    const { rows } = await copy.query('SELECT max(epoch) AS epoch FROM historian.epoch');
    await copy.end();
    expect(rows).toEqual([{ epoch: 2 }]);
  });

  it('goes on behind the last number of the restored log', async () => {
    await prepare('builder');
    await admin.query(`INSERT INTO builder.event_log VALUES (1, 1, now()), (2, 2, now())`);
    await admin.query(`UPDATE builder.epoch SET system_identifier = 'of the cluster that the backup was made of'`);
    await prepare('builder');
    expect(await epochs('builder')).toEqual([BEGUN, { epoch: 2, first_seq: '3', reason: 'restored' }]);
  });
});
