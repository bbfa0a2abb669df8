import { appendOf, countedContracts, freshStream, startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Appended } from '@quench/kernel';
import { openDatabase, withClient, withClientOf, type Database } from '../database/index.js';
import { APPEND_GROUP, GROUP_SETTINGS } from './append.sql.js';
import { PgEventStore } from './index.js';

let server: TestPostgres;
let database: Database;
let store: PgEventStore;

beforeAll(async () => {
  server = await startPostgres();
  const { host, port, database: name, user, password } = server;
  const rest = { service: 'builder', rolePassword: 'secret', entities: [], migrations: [], poolSize: 8 };
  database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
  store = new PgEventStore(database, { producer: 'test/0.0.0', contracts: countedContracts });
}, 60_000);

afterAll(async () => {
  await database.close();
  await server.stop();
});

/** How many transactions wrote these events. */
async function transactions(events: readonly (Appended | undefined)[]): Promise<number> {
  const values = [events.map((event) => event?.id)];
  const { rows } = await withClient(database, (client) =>
    client.query<{ readonly n: string }>(
      'SELECT count(DISTINCT xmin::text) AS n FROM event WHERE event_id = ANY ($1::uuid[])',
      values,
    ),
  );
  return Number(rows[0]?.n);
}

describe('appends that come at the same time', () => {
  it('share a transaction, and each keeps its events and its versions', async () => {
    const requests = [1, 3, 2].map((count) => appendOf(freshStream(), 0, count));
    const longer = requests.map(({ stream, events }) => appendOf(stream, events.length, 2));
    const fresh = appendOf(freshStream(), 0);
    const first = await Promise.all(requests.map((request) => store.append(request)));
    const second = await Promise.all([...longer, fresh].map((request) => store.append(request)));
    expect(await transactions(first.flat())).toBe(1);
    expect(await transactions(second.flat())).toBe(1);
    for (const [index, { stream }] of requests.entries()) {
      const expected = [...(first[index] ?? []), ...(second[index] ?? [])];
      expect((await store.read(stream)).events).toEqual(expected);
      expect(expected.map(({ version }) => version)).toEqual(expected.map((_, before) => before + 1));
    }
    expect((await store.read(fresh.stream)).events).toEqual(second[3]);
  });

  it('have each their own outcome', async () => {
    const [earlier, begun, moved] = [
      appendOf(freshStream(), 0),
      appendOf(freshStream(), 0, 2),
      appendOf(freshStream(), 0, 2),
    ];
    const events = await store.append(earlier);
    await store.append(begun);
    await store.append(moved);
    const good = [appendOf(freshStream(), 0), appendOf(begun.stream, 2)];
    const behind = appendOf(earlier.stream, 0);
    const late = appendOf(moved.stream, 1);
    const ahead = appendOf(freshStream(), 4);
    const elsewhere = { ...begun, stream: freshStream(), expectedVersion: 0 };
    const outcomes = await Promise.allSettled(
      [...good, behind, late, ahead, elsewhere, earlier].map((request) => store.append(request)),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'version-conflict' } },
      { status: 'rejected', reason: { code: 'version-conflict' } },
      { status: 'rejected', reason: { code: 'version-conflict' } },
      { status: 'rejected', reason: { code: 'command-id-reused' } },
      { status: 'fulfilled', value: events },
    ]);
    const written = outcomes.slice(0, 2).flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(await transactions(written)).toBe(1);
  });

  it('are written although one command comes twice at the same moment', async () => {
    const [one, other] = [appendOf(freshStream(), 0), appendOf(freshStream(), 0)];
    const outcomes = await Promise.allSettled(
      [one, { ...one, stream: freshStream() }, other].map((request) => store.append(request)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect((await store.read(other.stream)).version).toBe(1);
  });

  it('do not wait for a stream that somebody else holds', async () => {
    const [held, free] = [appendOf(freshStream(), 0), appendOf(freshStream(), 0)];
    let loser: Promise<unknown> = Promise.resolve();
    await database.transactor.run(async (tx) => {
      await store.append(held, tx);
      loser = store.append(appendOf(held.stream, 0)).catch((fault: unknown) => fault);
      // The transaction ends only after it: were it behind the held stream, this would hang until the server cuts it.
      expect(await store.append(free)).toHaveLength(1);
    });
    expect(await loser).toMatchObject({ code: 'version-conflict' });
  });
});

it('finds its rows by index, however the tables were when the plan was made', async () => {
  const { rows } = await withClientOf(database.ownPool('plan', 1, GROUP_SETTINGS), (client) =>
    client.query<Record<'QUERY PLAN', string>>(`EXPLAIN (GENERIC_PLAN) ${APPEND_GROUP.text}`),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('stream_pkey');
  expect(plan).toContain('event_event_id_key');
  expect(plan).not.toMatch(/Seq Scan|Hash|Merge/);
});
