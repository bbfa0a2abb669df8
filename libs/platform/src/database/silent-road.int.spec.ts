import { setTimeout as sleep } from 'node:timers/promises';
import { appendOf, countedContracts, eventually, FaultProxy, freshStream, startPostgres } from '@quench/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { PgEventStore, Sequencer } from '../event-store/index.js';
import { heardWithin } from './heard-within.js';
import { inTx, openDatabase, withClientOf, type Database } from './index.js';

const HANG_MS = 120_000;
const UNAVAILABLE = { name: 'TransientFault', code: 'database-unavailable' };

let server: Awaited<ReturnType<typeof startPostgres>>;
let road: FaultProxy;
let database: Database;

beforeAll(async () => {
  server = await startPostgres();
  road = await FaultProxy.open(server.port);
  const { host, user, password } = server;
  const rest = { service: 'builder', rolePassword: 'secret', entities: [], migrations: [], poolSize: 4 };
  const place = { host, port: road.port, database: server.database };
  database = await openDatabase({ ...place, admin: { user, password }, ...rest });
}, HANG_MS);
afterAll(async () => {
  road.set({});
  road.cut();
  await database.close();
  await road.close();
  await server.stop();
}, HANG_MS);

describe('on a road that swallows everything', () => {
  it('a statement fails as one that may be tried again, and so does the next one that waits for its connection', async () => {
    const { host, user, password } = server;
    const at = { host, port: road.port, user, password, database: server.database };
    const pool = new pg.Pool({ ...at, max: 1, stream: heardWithin(500) });
    pool.on('error', () => undefined);
    const ask = () => withClientOf(pool, (client) => client.query<{ one: number }>('SELECT 1 AS one'));
    await ask();
    road.set({ silent: true });
    await Promise.all([1, 2].map(() => expect(ask()).rejects.toMatchObject(UNAVAILABLE)));
    road.set({});
    expect((await ask()).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it(
    'the sequencer gives its session up, and numbers in another one once the road is open',
    async () => {
      const faults: unknown[] = [];
      const sequencer = new Sequencer(database, { pollMs: 100, onFault: (fault) => faults.push(fault) });
      const store = new PgEventStore(database, { producer: 'b/0', contracts: countedContracts });
      sequencer.start();
      await store.append(appendOf(freshStream(), 0));
      await eventually('the first number', async () => (await store.head()).seq === 1);
      road.set({ silent: true });
      await eventually('the session given up', () => faults.length > 0);
      expect(faults[0]).toMatchObject(UNAVAILABLE);
      road.set({});
      await store.append(appendOf(freshStream(), 0));
      await eventually('the second number', async () => (await store.head()).seq === 2);
      await sequencer.stop();
    },
    HANG_MS,
  );
});

it('a transaction whose connection is cut leaves nothing behind, and says that it may be tried again', async () => {
  const insert = "INSERT INTO stream VALUES ('cut', 1)";
  const cut = database.transactor.run(async (tx) => {
    await inTx(tx).client.query(insert);
    road.cut();
    await sleep(50);
    await inTx(tx).client.query('SELECT 1');
  });
  await expect(cut).rejects.toMatchObject(UNAVAILABLE);
  await database.transactor.run((tx) => inTx(tx).client.query(insert));
});
