import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Metric } from './bench.js';
import { processesOf, pssBytes } from './processes.js';
import { runProgram } from './run-program.js';
import { RoleUse } from './services/role-use.js';
import { byRole, type Role } from './services/roles.js';

const SETTLE_MS = 75_000;
const WINDOW_MS = 60_000;
const HANG_MS = 1_200_000;
const LOOK_MS = 2_000;
const ROLES: readonly Role[] = [
  ...['watcher.1', 'builder.1', 'tester.1', 'distributor.1', 'historian.1'],
  ...['supervisor', 'keepers', 'Kafka', 'PostgreSQL'],
];

/** `idle-cluster`: the same factory as `idle` with every service apart, over one broker. */
export const idleClusterBench: Bench = {
  name: 'idle-cluster',
  about: '`cluster up` with a converged catalog: each service, broker and database; and what it took to get there',
  async run({ root, runs = 1, say }) {
    const data = await mkdtemp(join(tmpdir(), 'quench-bench-services-'));
    const quench = async (...argv: readonly string[]): Promise<string> =>
      (await runProgram([join(root, 'quench'), '--data', data, ...argv], { cwd: root })).stdout;
    const grown = new RoleUse(data);
    const windows: RoleUse[] = [];
    const memory: ReadonlyMap<Role, number>[] = [];
    try {
      await grown.begin();
      await quench('cluster', 'up', '--catalog', join(root, 'catalog'));
      await converged(() => quench('cluster', 'status', '--json'));
      await grown.end();
      say('converged; waiting until threads without work have ended');
      await sleep(SETTLE_MS);
      for (let run = 0; run < runs; run++) {
        const use = new RoleUse(data);
        await use.begin();
        await sleep(WINDOW_MS);
        await use.end();
        windows.push(use);
        memory.push(await memoryOf(data));
      }
    } finally {
      await quench('cluster', 'down');
      await rm(data, { recursive: true, force: true, maxRetries: 10 });
    }
    return [...idle(windows, memory), ...growing(grown)];
  },
};

/** @throws Error when that takes too long */
async function converged(status: () => Promise<string>): Promise<void> {
  for (const from = performance.now(); performance.now() - from < HANG_MS;) {
    const answer = JSON.parse(await status()) as { readonly converged: boolean; readonly services: readonly object[] };
    if (answer.converged && answer.services.length > 0) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`The cluster had not converged in ${String(HANG_MS)} ms`);
}

/** MB by part. */
async function memoryOf(data: string): Promise<ReadonlyMap<Role, number>> {
  const sizes = new Map<Role, number>();
  for (const [role, processes] of byRole(await processesOf(data))) {
    const all = await Promise.all(processes.map(({ pid }) => pssBytes(pid)));
    sizes.set(role, all.reduce((sum, size) => sum + size, 0) / 1e6);
  }
  return sizes;
}

function idle(windows: readonly RoleUse[], memory: readonly ReadonlyMap<Role, number>[]): readonly Metric[] {
  const share = (use: RoleUse, role: Role): number => (use.cpuSeconds(role) / (WINDOW_MS / 1000)) * 100;
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const cpu = (name: string, roles: readonly Role[]): Metric => ({
    name: `CPU: ${name}`,
    unit: '% of a core',
    goal: '-',
    samples: windows.map((use) => sum(roles.map((role) => share(use, role)))),
  });
  const pss = (name: string, roles: readonly Role[]): Metric => ({
    name: `memory (PSS): ${name}`,
    unit: 'MB',
    goal: '-',
    samples: memory.map((sizes) => sum(roles.map((role) => sizes.get(role) ?? 0))),
  });
  return [
    ...ROLES.map((role) => cpu(role, [role])),
    cpu('all', ROLES),
    ...ROLES.map((role) => pss(role, [role])),
    pss('all', ROLES),
  ];
}

/** From nothing to a served catalog. */
const growing = (use: RoleUse): readonly Metric[] =>
  ROLES.map((role) => ({
    name: `until converged: ${role}`,
    unit: 'CPU s',
    goal: '-',
    samples: [use.cpuSeconds(role)],
  }));
