import { startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandId, eventId } from '@quench/kernel';
import { spawn } from 'node:child_process';
import { env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { openDatabase, withClient, type Database } from '../database/index.js';
import type { FailPoint } from '../failpoints/index.js';
import { PgEventStore, Sequencer } from './index.js';

const POINTS: readonly FailPoint[] = ['before-append', 'before-commit', 'after-commit', 'sequencer-mid-batch'];
/** Each kills one process; `QUENCH_FAULT_CYCLES` asks for more. */
const CYCLES = Number(env['QUENCH_FAULT_CYCLES'] ?? 9);
const PROGRAM = fileURLToPath(new URL('./crashing-writer.fixture.ts', import.meta.url));
const FLAGS = ['--conditions=@quench/source', '--import', '@swc-node/register/esm-register'];

let server: TestPostgres;
let database: Database;

const options = () => {
  const { host, port, database: name, user, password } = server;
  return {
    host,
    port,
    database: name,
    admin: { user, password },
    service: 'crash',
    rolePassword: 'secret',
    poolSize: 4,
  };
};

beforeAll(async () => {
  server = await startPostgres();
  database = await openDatabase({ ...options(), entities: [], migrations: [] });
}, 60_000);

afterAll(async () => {
  await database.close();
  await server.stop();
});

/** Runs a writer from the first append that is not acknowledged, until it is killed; answers the next such append. */
function crash(point: string, first: number): Promise<{ readonly next: number; readonly signal: string | null }> {
  return new Promise((resolve, reject) => {
    const argv = [...FLAGS, PROGRAM, JSON.stringify(options()), String(first)];
    const quiet = { ...env, NODE_OPTIONS: '', QUENCH_FAILPOINT: point };
    const child = spawn(execPath, argv, { env: quiet, stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (_, signal) => {
      const acks = [...output.matchAll(/^ack (\d+)$/gm)].map((match) => Number(match[1]));
      resolve({ next: (acks.at(-1) ?? first - 1) + 1, signal });
    });
  });
}

it('loses and doubles nothing when the process is killed at any named point', async () => {
  let next = 0;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const point = POINTS[cycle % POINTS.length] ?? 'before-commit';
    const { next: after, signal } = await crash(`${point}:${String(1 + (cycle % 7))}`, next);
    expect({ point, signal }).toEqual({ point, signal: 'SIGKILL' });
    next = after;
  }
  const { rows } = await settled();
  const ids = rows.map(({ event_id }) => event_id);
  const wanted = Array.from({ length: ids.length }, (_, index) => eventId(commandId('crash', index), 0));
  expect([...ids].sort()).toEqual(wanted.sort());
  // What was acknowledged is there; of the append that was in flight at the last kill nobody knows.
  expect([next, next + 1]).toContain(ids.length);
  expect(rows.map(({ global_seq }) => Number(global_seq))).toEqual(ids.map((_, index) => index + 1));
}, 600_000);

/** The log, after a process that is not killed has finished what the others left. */
async function settled() {
  const sequencer = new Sequencer(database, { pollMs: 10 });
  sequencer.start();
  const query = <Row extends object>(text: string) => withClient(database, (client) => client.query<Row>(text));
  while ((await query('SELECT FROM outbox')).rowCount !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await sequencer.stop();
  expect(await new PgEventStore(database, { producer: 'crash/0' }).range(0, 1_000)).not.toHaveLength(0);
  return query<{ readonly event_id: string; readonly global_seq: string }>(
    'SELECT event_id, global_seq FROM event JOIN event_log USING (position) ORDER BY global_seq',
  );
}
