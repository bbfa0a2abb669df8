import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BrokerCount } from '@quench/platform/embedded-kafka';
import type pg from 'pg';
import type { Bench, Metric } from '../bench.js';
import { ask } from '../services/ask.js';
import { RoleUse } from '../services/role-use.js';
import { ServicesWorld, type Instance } from '../services/services-world.js';
import { quantile } from '../statistics.js';
import { latencies, seenAt, type Sighting } from './arrivals.js';
import type { Acknowledged, Load } from './load.js';
import { Watch } from './watch.js';

const PACED: Load = { kind: 'paced', perSecond: 500, seconds: 20 };
const FLOOD: Load = { kind: 'flood', events: 20_000, clients: 64 };
const WARM: Load = { kind: 'flood', events: 3_000, clients: 64 };
const RUNS = 2;

/** `relay`: from the acknowledged append in one process, through Kafka, to the committed row in another. */
export const relayBench: Bench = {
  name: 'relay',
  about: 'event appended → projected in the last service through Kafka: 500/s, and a flood of 20,000',
  async run({ root, runs = RUNS, brokers = [1, 3], say }) {
    const metrics: Metric[] = [];
    for (const count of brokers) metrics.push(...(await over(count, { root, runs, say })));
    return metrics;
  },
};

interface Options {
  readonly root: string;
  readonly runs: number;
  readonly say: (line: string) => void;
}

/** What a run came to. */
interface Run {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly perSecond: number;
  readonly relayed: number;
  readonly appended: number;
}

async function over(brokers: BrokerCount, { root, runs, say }: Options): Promise<readonly Metric[]> {
  const world = await ServicesWorld.open(brokers);
  const done: Run[] = [];
  const use = new RoleUse(world.data);
  try {
    const feeder = await startServices(world, root);
    const admin = await world.admin();
    await carryOut(WARM, feeder, admin);
    for (let run = 0; run < runs; run++) {
      const paced = await carryOut(PACED, feeder, admin);
      await use.begin();
      const flood = await carryOut(FLOOD, feeder, admin);
      await use.end();
      done.push({ ...pace(paced), ...speed(flood) });
      say(`${String(brokers)} broker(s), run ${String(run + 1)}: ${JSON.stringify(done.at(-1))}`);
    }
    await admin.end();
  } finally {
    await world.close();
  }
  return [...metricsOf(done, brokers), ...cpuOf(use, runs, brokers)];
}

/** The last service as it is, the others without work of their own. Answers the one that appends. */
async function startServices(world: ServicesWorld, root: string): Promise<Instance> {
  const feeder = fileURLToPath(new URL('./feeder.subject.js', import.meta.url));
  for (const service of ['builder', 'tester', 'distributor'] as const) {
    await world.prepareSchema(service, [feeder, service]);
    await world.start(service, [feeder, service]);
  }
  await world.prepareSchema('watcher', [feeder, 'watcher']);
  const watcher = await world.start('watcher', [feeder, 'watcher']);
  const historian = [join(root, 'apps', 'historian', 'dist', 'main.js')];
  await world.prepareSchema('historian', historian);
  await world.start('historian', historian);
  return watcher;
}

/** A load, and when what of it was seen on the broker's side and in the last service. */
interface Carried {
  readonly events: readonly Acknowledged[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly relayed: readonly Sighting[];
  readonly projected: readonly Sighting[];
}

async function carryOut(load: Load, feeder: Instance, admin: pg.Client): Promise<Carried> {
  const watch = new Watch(admin);
  const total = load.kind === 'flood' ? load.events : load.perSecond * load.seconds;
  const before = await watch.last();
  const watching = watch.until(before + total);
  const events = await ask<readonly Acknowledged[]>(feeder, load);
  await watching;
  const numbers = await watch.numbers(before);
  await sleep(500);
  return { events, numbers, relayed: watch.relayed, projected: watch.projected };
}

function pace({ events, numbers, projected }: Carried): Pick<Run, 'p50' | 'p99' | 'most'> {
  const all = latencies(events, numbers, projected);
  return { p50: quantile(all, 0.5), p99: quantile(all, 0.99), most: Math.max(...all) };
}

function speed({ events, numbers, relayed, projected }: Carried): Pick<Run, 'perSecond' | 'relayed' | 'appended'> {
  const from = Math.min(...events.map(({ askedMs }) => askedMs));
  const last = Math.max(...numbers.values());
  const rate = (until: number): number => events.length / ((until - from) / 1000);
  const appended = rate(Math.max(...events.map(({ acknowledgedMs }) => acknowledgedMs)));
  return { perSecond: rate(seenAt(last, projected)), relayed: rate(seenAt(last, relayed)), appended };
}

function metricsOf(runs: readonly Run[], brokers: BrokerCount): readonly Metric[] {
  const note = brokers === 1 ? 'one broker' : 'three brokers';
  const of = (key: keyof Run): readonly number[] => runs.map((run) => run[key]);
  return [
    { name: '500/s: p50', unit: 'ms', goal: '-', samples: of('p50'), note },
    { name: '500/s: p99', unit: 'ms', goal: '≤ 250 ms', samples: of('p99'), note },
    { name: '500/s: longest', unit: 'ms', goal: '-', samples: of('most'), note },
    { name: 'flood: projected', unit: 'events/s', goal: '≥ 5,000 events/s', samples: of('perSecond'), note },
    { name: 'flood: at the broker', unit: 'events/s', goal: '-', samples: of('relayed'), note },
    { name: 'flood: appended', unit: 'events/s', goal: '-', samples: of('appended'), note },
  ];
}

/** What 1,000 events of a flood cost each part. */
function cpuOf(use: RoleUse, runs: number, brokers: BrokerCount): readonly Metric[] {
  if (FLOOD.kind !== 'flood') return [];
  const thousands = (FLOOD.events * runs) / 1000;
  const note = brokers === 1 ? 'one broker' : 'three brokers';
  return ['watcher.1', 'historian.1', 'Kafka', 'PostgreSQL'].map((role) => ({
    name: `CPU of 1,000 events: ${role}`,
    unit: 'CPU s',
    goal: '-',
    samples: [use.cpuSeconds(role) / thousands],
    note,
  }));
}
