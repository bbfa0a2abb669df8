import { checkHistory, seededRandom, startPostgres, type History, type TestPostgres } from '@quench/testing';
import { FolderContentStore } from '@quench/platform/content-store';
import { EcdsaStatements, FileSigner, readPublicKey } from '@quench/platform/signing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import pg from 'pg';
import { Arena } from './arena.js';
import { Client } from './client.js';
import { killPlan } from './kill-plan.js';
import { MILL_TYPES } from './mill.events.js';
import * as read from './read-history.js';
import { Registry } from './registry.js';

const CYCLES = Number(env['QUENCH_FAULT_CYCLES'] ?? (env['QUENCH_FAULTS'] === '1' ? 1_000 : 60));
const SEED = Number(env['QUENCH_FAULT_SEED'] ?? 20_260_101);

const random = seededRandom(SEED);
const client = new Client(random);
let server: TestPostgres | undefined;
let admin: pg.Client | undefined;
let arena: Arena | undefined;
let folder = '';

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client(server);
  await admin.connect();
  folder = await mkdtemp(join(tmpdir(), 'quench-kill-'));
  const { host, port, database, user, password } = server;
  arena = new Arena({ host, port, database, admin: { user, password }, folder }, client);
}, 60_000);

afterAll(async () => {
  await arena?.close();
  await admin?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const consumers: History['consumers'] = [
  { consumer: 'ledger@1', producer: 'mill', types: MILL_TYPES },
  { consumer: 'noter', producer: 'mill', types: ['mill.Locked.v1', 'mill.Moved.v1'] },
  // Of these only the cursor shows.
  { consumer: 'lines@1', producer: 'mill', types: [] },
  { consumer: 'planner', producer: 'mill', types: [] },
];

/** What was told and what is there, before and after the projections are rebuilt. */
async function historyOf(from: pg.Client, on: Arena): Promise<History> {
  const tables = await read.readTables(from);
  const effects = await read.readEffects(from);
  const live = { lines: await read.readRows(from, 'lines'), ledger: await read.readRows(from, 'ledger') };
  await on.drain(2);
  const rebuilt = { lines: await read.readRows(from, 'lines'), ledger: await read.readRows(from, 'ledger') };
  const events = await read.readEvents(from);
  const { acknowledged, claims, completions } = client;
  return {
    acknowledged,
    claims,
    completions: [...completions, ...read.eventCompletions(events)],
    pushes: await read.readPushes(new Registry(join(folder, 'registry'))),
    consumers,
    effects,
    lines: await read.lineFacts(events, await statements()),
    rebuilds: [
      { projection: 'lines', live: live.lines, rebuilt: rebuilt.lines },
      { projection: 'ledger', live: live.ledger, rebuilt: rebuilt.ledger },
    ],
    tables,
  };
}

async function statements(): Promise<EcdsaStatements> {
  const keys = join(folder, 'keys');
  const builder = [await readPublicKey({ folder: keys, service: 'builder' })];
  const tester = [await readPublicKey({ folder: keys, service: 'tester' })];
  const signer = await FileSigner.open({ folder: keys, service: 'builder' });
  return new EcdsaStatements(signer, { builder, tester }, new FolderContentStore(join(folder, 'content')));
}

it(
  `loses and doubles nothing in ${String(CYCLES)} cycles of kill and restart`,
  async () => {
    if (arena === undefined || admin === undefined) throw new Error('PostgreSQL did not start');
    const plan = killPlan(CYCLES, random);
    for (const kill of plan) await arena.cycle(kill);
    await arena.drain(1);
    const violations = checkHistory(await historyOf(admin, arena));
    const count = (problem: string): string => String(violations.filter((one) => one.problem === problem).length);
    const kills = arena.endings.filter((ended) => ended === 'SIGKILL').length;
    const told = new Set(client.acknowledged.map(({ order }) => order)).size;
    process.stdout.write(
      `kill cycles: ${String(CYCLES)} cycles, ${String(kills)} kills, ${String(told)} acknowledged, ` +
        `lost ${count('lost')}, doubled ${count('doubled')} (seed ${String(SEED)})\n`,
    );
    expect(violations).toEqual([]);
    expect(arena.endings.filter((ended) => ended !== 'SIGKILL')).toEqual([]);
    expect(kills).toBe(plan.length + plan.filter(({ zombie }) => zombie !== undefined).length);
    expect(told).toBe(client.given);
  },
  120_000 + CYCLES * 20_000,
);
