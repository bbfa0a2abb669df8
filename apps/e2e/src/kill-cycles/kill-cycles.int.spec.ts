import { checkHistory, seededRandom, startPostgres, type TestPostgres } from '@quench/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import pg from 'pg';
import { Arena } from './arena.js';
import { Client } from './client.js';
import { killPlan } from './kill-plan.js';
import { millHistory } from './mill-history.js';

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

it(
  `loses and doubles nothing in ${String(CYCLES)} cycles of kill and restart`,
  async () => {
    if (arena === undefined || admin === undefined) throw new Error('PostgreSQL did not start');
    const on = arena;
    const plan = killPlan(CYCLES, random);
    for (const kill of plan) await arena.cycle(kill);
    await arena.drain(1);
    const violations = checkHistory(await millHistory({ admin, client, folder, rebuild: () => on.drain(2) }));
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
