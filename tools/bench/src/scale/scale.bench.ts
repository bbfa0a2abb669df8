import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { counted } from '@quench/kernel';
import type pg from 'pg';
import type { Bench, Metric } from '../bench.js';
import type { Acknowledged } from '../relay/load.js';
import { ask } from '../services/ask.js';
import { RoleUse } from '../services/role-use.js';
import { ServicesWorld, type Instance } from '../services/services-world.js';
import type { BuilderAsked } from './builder-asked.js';
import { between, footprint, FOOTPRINT_LATE_MS, type Footprint } from './footprint.js';

const IMAGES = 200;
/** Of one image: long enough that two cores carry four builders. */
const SLEEP_MS = 2_000;
const INSTANCES = [1, 2, 4];
const HANG_MS = 900_000;
const LOOK_MS = 50;

const here = (file: string): readonly string[] => [fileURLToPath(new URL(file, import.meta.url))];
const BUILDER = here('./builder.subject.js');
const FEEDER = here('../relay/feeder.subject.js');

/** `scale`: one snapshot changes all images; the same with one builder, two and four. */
export const scaleBench: Bench = {
  name: 'scale',
  about: `a snapshot that changes ${String(IMAGES)} images, each built in ${String(SLEEP_MS)} ms: 1, 2 and 4 builders`,
  async run({ runs = 1, say }) {
    const rounds: (readonly Round[])[] = [];
    for (let run = 0; run < runs; run++) rounds.push(await series(say));
    return metricsOf(rounds);
  },
};

/** One snapshot with so many builders. */
interface Round {
  readonly builders: number;
  readonly seconds: number;
  /** CPU seconds by part. */
  readonly cpu: ReadonlyMap<string, number>;
  readonly footprint: Footprint;
}

/** Builders join one after the other, over the same database. */
async function series(say: (line: string) => void): Promise<readonly Round[]> {
  const world = await ServicesWorld.open(1);
  try {
    await world.prepareSchema('watcher', [...FEEDER, 'watcher']);
    await world.prepareSchema('builder', BUILDER);
    const watcher = await world.start('watcher', [...FEEDER, 'watcher']);
    const builders = [await world.start('builder', BUILDER)];
    const admin = await world.admin();
    await begin(builders, watcher, admin);
    const rounds: Round[] = [];
    for (const count of INSTANCES) {
      while (builders.length < count) builders.push(await world.start('builder', BUILDER));
      for (const builder of builders) await askBuilder(builder, { kind: 'sleep', sleepMs: SLEEP_MS });
      rounds.push(await round(builders, { watcher, admin, use: new RoleUse(world.data) }));
      say(`${String(count)} builder(s): ${rounds.at(-1)?.seconds.toFixed(1) ?? ''} s`);
    }
    await admin.end();
    return rounds;
  } finally {
    await world.close();
  }
}

/** All images exist once; that takes as long as it does. */
async function begin([builder]: readonly Instance[], watcher: Instance, admin: pg.Client): Promise<void> {
  if (builder === undefined) return;
  await ask<readonly Acknowledged[]>(watcher, { kind: 'snapshot' });
  const images = Array.from({ length: IMAGES }, (_none, index) => `image-${String(index + 1)}`);
  await askBuilder(builder, { kind: 'apply', images });
  await untilBuilt(IMAGES, admin);
}

async function askBuilder(builder: Instance, asked: BuilderAsked): Promise<void> {
  const problems = await ask<readonly string[]>(builder, asked);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function round(
  builders: readonly Instance[],
  { watcher, admin, use }: { readonly watcher: Instance; readonly admin: pg.Client; readonly use: RoleUse },
): Promise<Round> {
  await sleep(FOOTPRINT_LATE_MS);
  const built = await imagesBuilt(admin);
  const before = await footprint(admin);
  await use.begin();
  const [told] = await ask<readonly Acknowledged[]>(watcher, { kind: 'snapshot' });
  const untilMs = await untilBuilt(built + IMAGES, admin);
  await use.end();
  await sleep(FOOTPRINT_LATE_MS);
  return {
    builders: builders.length,
    seconds: (untilMs - (told?.acknowledgedMs ?? NaN)) / 1000,
    cpu: cpuOf(use, builders),
    footprint: between(before, await footprint(admin)),
  };
}

const cpuOf = (use: RoleUse, builders: readonly Instance[]): Round['cpu'] =>
  new Map([
    ['builders', builders.reduce((sum, { name }) => sum + use.cpuSeconds(name), 0)],
    ['PostgreSQL', use.cpuSeconds('PostgreSQL')],
    ['Kafka', use.cpuSeconds('Kafka')],
  ]);

async function imagesBuilt(admin: pg.Client): Promise<number> {
  const text = `SELECT count(*)::int AS built FROM builder.event WHERE type = 'builder.ImageBuilt.v1'`;
  const { rows } = await admin.query<{ readonly built: number }>(text);
  return rows[0]?.built ?? 0;
}

/** When so many images had been built, in ms since 1970. @throws Error when that takes too long */
async function untilBuilt(images: number, admin: pg.Client): Promise<number> {
  for (const from = performance.now(); ;) {
    const built = await imagesBuilt(admin);
    if (built >= images) return performance.timeOrigin + performance.now();
    if (performance.now() - from > HANG_MS)
      throw new Error(`${String(built)} of ${String(images)} images were built in ${String(HANG_MS)} ms`);
    await sleep(LOOK_MS);
  }
}

function metricsOf(series: readonly (readonly Round[])[]): readonly Metric[] {
  const of = (count: number, value: (round: Round, alone: Round) => number): readonly number[] =>
    series.flatMap((rounds) => {
      const [alone] = rounds;
      const found = rounds.find(({ builders }) => builders === count);
      return alone === undefined || found === undefined ? [] : [value(found, alone)];
    });
  const note = (count: number): string => counted(count, 'builder');
  const wall = INSTANCES.map((count): Metric => {
    const samples = of(count, ({ seconds }) => seconds);
    return { name: 'wall', unit: 's', goal: '-', samples, note: note(count) };
  });
  const linear = INSTANCES.slice(1).map((count): Metric => {
    const samples = of(count, ({ seconds }, alone) => alone.seconds / (count * seconds));
    return { name: 'of linear', unit: '×', goal: '≥ 0.9', samples, note: note(count) };
  });
  const most = INSTANCES.at(-1) ?? 1;
  const cost = (name: string, unit: Metric['unit'], value: (round: Round) => number): Metric => ({
    name: `an image: ${name}`,
    unit,
    goal: '-',
    samples: of(most, (round) => value(round) / IMAGES),
    note: note(most),
  });
  return [
    ...wall,
    ...linear,
    ...['builders', 'PostgreSQL', 'Kafka'].map((part) => cost(part, 'CPU s', ({ cpu }) => cpu.get(part) ?? 0)),
    cost('events of the builder', 'events', ({ footprint: of }) => of.events),
    cost('transactions', 'transactions', ({ footprint: of }) => of.transactions),
    cost('write-ahead log', 'MB', ({ footprint: of }) => of.walBytes / 1e6),
  ];
}
