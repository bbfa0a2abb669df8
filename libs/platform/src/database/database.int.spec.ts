import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Tx } from '@quench/ports';
import pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import {
  inTx,
  openDatabase,
  openPreparedDatabase,
  prepareDatabase,
  withClient,
  type Database,
  type PreparedOptions,
} from './index.js';

let server: TestPostgres;
const open: Database[] = [];

const opened = async (service: string): Promise<Database> => {
  const { host, port, database, user, password } = server;
  const admin = { user, password };
  const rest = { entities: [], migrations: [], poolSize: 4, rolePassword: `secret of ${service}'s` };
  const result = await openDatabase({ host, port, database, admin, service, ...rest });
  open.push(result);
  return result;
};

/** What the service itself knows. */
const role = (service: string): PreparedOptions => {
  const { host, port, database } = server;
  const rolePassword = `secret of ${service}'s`;
  return { host, port, database, service, rolePassword, entities: [], migrations: [], poolSize: 2 };
};

class Later1000000000001 implements MigrationInterface {
  up = (): Promise<void> => Promise.resolve();
  down = (): Promise<void> => Promise.resolve();
}

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map((database) => database.close()));
  await server.stop();
});

const query = (database: Database, text: string): Promise<{ rows: unknown[] }> =>
  withClient(database, (client) => client.query(text));

const APPEND = `INSERT INTO event (event_id, stream_id, version, type, data, command_id, decision_size, meta, occurred_at)
  VALUES (gen_random_uuid(), 's', 1, 't', '{}', gen_random_uuid(), 1, '{}', now())`;

describe('a service database', () => {
  it('opens in several processes at once and again', async () => {
    const [first] = await Promise.all([opened('watcher'), opened('watcher'), opened('builder')]);
    await opened('watcher');
    expect(await query(first, 'SELECT current_user, current_schema(), epoch, first_seq FROM epoch')).toMatchObject({
      rows: [{ current_user: 'watcher', current_schema: 'watcher', epoch: 1, first_seq: '1' }],
    });
  });

  it('is closed to the role of another service', async () => {
    const [builder, tester] = await Promise.all([opened('builder'), opened('tester')]);
    await query(builder, 'SELECT FROM builder.event');
    for (const table of ['event', 'event_log', 'cursor', 'parked', 'epoch', 'outbox', 'stream']) {
      await expect(query(tester, `SELECT FROM builder.${table}`)).rejects.toThrow('permission denied for schema');
    }
  });

  it('gives its role no rights beyond rows', async () => {
    const tester = await opened('tester');
    for (const text of [
      'CREATE TABLE tester.mine ()',
      'CREATE TABLE public.mine ()',
      'CREATE TEMP TABLE mine ()',
      'CREATE ROLE mine',
      'DROP TABLE tester.event',
      'ALTER TABLE tester.event DISABLE TRIGGER ALL',
      'INSERT INTO tester.epoch VALUES (9, 1, $$x$$, 1, $$x$$, now(), $$x$$)',
      'SET ROLE postgres',
    ]) {
      await expect(query(tester, text)).rejects.toThrow(/permission denied|must be owner|must be able/);
    }
  });

  it('refuses to change or delete an event, by privilege and by trigger', async () => {
    const tester = await opened('tester');
    await query(tester, APPEND);
    for (const change of ['UPDATE event SET type = type', 'DELETE FROM event', 'TRUNCATE event']) {
      await expect(query(tester, change)).rejects.toThrow('permission denied');
    }
    const admin = new pg.Client(server);
    await admin.connect();
    for (const change of ['UPDATE tester.event SET type = type', 'DELETE FROM tester.event', 'TRUNCATE tester.event']) {
      await expect(admin.query(change)).rejects.toThrow('never updated, never deleted');
    }
    await admin.end();
  });

  it('keeps what a transaction did together or not at all', async () => {
    const tester = await opened('tester');
    const insert = "INSERT INTO stream VALUES ('tx', 1)";
    const failing = tester.transactor.run(async (tx) => {
      await inTx(tx).client.query(insert);
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect((await query(tester, "SELECT FROM stream WHERE stream_id = 'tx'")).rows).toHaveLength(0);
    await tester.transactor.run((tx) => inTx(tx).client.query(insert));
    expect((await query(tester, "SELECT FROM stream WHERE stream_id = 'tx'")).rows).toHaveLength(1);
  });

  it('says so when a transaction went on after a failed statement, and lends its connection again', async () => {
    const { transactor } = await opened('tester');
    const unheeded = transactor.run((tx) =>
      inTx(tx)
        .client.query('SELECT 1 / 0')
        .catch(() => undefined),
    );
    await expect(unheeded).rejects.toThrow('was not committed, but ended by ROLLBACK');
    const one = (tx: Tx): Promise<unknown> => inTx(tx).client.query('SELECT 1');
    for (let again = 0; again < 20; again++) await transactor.run(one);
  });

  it('waits for the disk unless a transaction may be lost', async () => {
    await opened('watcher');
    const { host, port, database, user, password } = server;
    const admin = new pg.Client({ host, port, database, user, password });
    await admin.connect();
    // The server of the tests waits for nobody else.
    await admin.query('ALTER ROLE watcher SET synchronous_commit = on');
    await admin.end();
    const { transactor } = await opened('watcher');
    const asked = async (tx: Tx): Promise<readonly object[]> =>
      (await inTx(tx).client.query<object>('SHOW synchronous_commit')).rows;
    expect(await transactor.run(asked, 'later')).toEqual([{ synchronous_commit: 'off' }]);
    expect(await transactor.run(asked)).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('bounds how long a session may hold what others wait for', async () => {
    const tester = await opened('tester');
    for (const bound of ['statement_timeout', 'idle_in_transaction_session_timeout']) {
      expect((await query(tester, `SHOW ${bound}`)).rows).not.toEqual([{ [bound]: '0' }]);
    }
  });

  it('says that it cannot be reached, or whose name it cannot use', async () => {
    const { host, database, user, password } = server;
    const rest = { host, database, admin: { user, password }, entities: [], migrations: [], poolSize: 1 };
    const nobody = openDatabase({ ...rest, port: 1, service: 'tester', rolePassword: 'x' });
    await expect(nobody).rejects.toMatchObject({ name: 'TransientFault', code: 'database-unavailable' });
    const injected = openDatabase({ ...rest, port: server.port, service: 'x; DROP ROLE tester', rolePassword: 'x' });
    await expect(injected).rejects.toMatchObject({ name: 'Rejection', code: 'service-name-malformed' });
  });

  it('answers a broken connection with a fault that may be tried again', async () => {
    const tester = await opened('tester');
    const killed = query(tester, 'SELECT pg_terminate_backend(pg_backend_pid())');
    await expect(killed).rejects.toMatchObject({ name: 'TransientFault', code: 'database-unavailable' });
    const inside = tester.transactor.run((tx) =>
      inTx(tx).client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(inside).rejects.toMatchObject({ name: 'TransientFault', code: 'database-unavailable' });
    expect((await query(tester, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('is opened with the role alone once it has been prepared', async () => {
    const options = role('watcher');
    await prepareDatabase({ ...options, admin: server });
    const database = await openPreparedDatabase(options);
    open.push(database);
    expect((await query(database, 'SELECT current_user')).rows).toEqual([{ current_user: 'watcher' }]);
  });

  it.each([
    ['older', [], [Later1000000000001]],
    ['newer', [Later1000000000001], []],
  ])('is refused when its schema is %s than the program', async (age, there, needed) => {
    const options = role(`aged_${age}`);
    await prepareDatabase({ ...options, migrations: there, admin: server });
    const refused = openPreparedDatabase({ ...options, migrations: needed });
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'schema-differs' });
    await expect(refused).rejects.toThrow(new RegExp(`is ${age} than this program.*Later1000000000001`));
  });

  it('is not prepared by a version that is older than it', async () => {
    const options = { ...role('advanced'), admin: server };
    await prepareDatabase({ ...options, migrations: [Later1000000000001] });
    await expect(prepareDatabase(options)).rejects.toMatchObject({ name: 'Rejection', code: 'schema-differs' });
  });

  it('is refused to a role that has another password or was never made', async () => {
    await prepareDatabase({ ...role('tester'), admin: server });
    for (const options of [{ ...role('tester'), rolePassword: 'guessed' }, role('nobody')]) {
      const refused = openPreparedDatabase(options);
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'database-role-refused' });
    }
  });
});
