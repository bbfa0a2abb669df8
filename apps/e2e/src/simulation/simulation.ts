import type { EventLike } from '@quench/kernel';
import { checkHistory, seededRandom, type Violation } from '@quench/testing';
import { calm, drawnFaults, type Faults } from './faults.js';
import { tookWhatWasRejected } from './kept-out.js';
import { Operator } from './operator.js';
import { channelsOf, historiesOf } from './read-history.js';
import { scenario, type Act, type Scenario } from './scenario.js';
import { ServiceProcess } from './service-process.js';
import { SERVICES } from './services.js';
import { simulateGlobals } from './simulated-globals.js';
import { Storm } from './storm.js';
import { World } from './world.js';

/** How a simulation ended. */
export interface Outcome {
  /** `<repository>:<tag>` and where it points to. */
  readonly channels: Readonly<Record<string, string>>;
  readonly violations: readonly string[];
  /** Names every step: the same seed gives the same. */
  readonly trace: string;
  readonly steps: number;
  readonly blows: readonly string[];
  readonly lines: readonly string[];
  /** The types of what the builder recorded, sorted. */
  readonly recorded: readonly string[];
}

/** Which storm blows, and which climate stays when it is over. */
export type Weather =
  { readonly kind: 'calm' } | { readonly kind: 'storm' } | { readonly kind: 'climate'; readonly faults: Faults };

const SLICE_MS = 1_000;
const MINUTE_MS = 60_000;
/** Longer than every lease, back-off and resync one after the other. */
const LONGEST_REST_MS = 180 * MINUTE_MS;
/** Nothing may begin again in it: longer than the resyncs that repair are apart. */
const QUIET_MS = 6.5 * MINUTE_MS;

/** Plays a scenario by a seed. */
export async function simulate(seed: number, weather: Weather, story: Scenario = scenario(seed % 8)): Promise<Outcome> {
  const random = seededRandom(seed + 17);
  const world = new World(seed, weather.kind === 'climate' ? weather.faults : calm);
  if (weather.kind === 'storm') world.storm = drawnFaults(random);
  if (weather.kind === 'climate') world.storm = weather.faults;
  const restore = simulateGlobals(world.timeline, seededRandom(seed + 29));
  const storm = new Storm(world, (service, name) => ServiceProcess.start(service, name, world));
  try {
    await play(world, storm, story);
    const violations = new Set<string>();
    for (const service of SERVICES) {
      // A log is judged again by each of its readers: what is wrong with it is said once.
      const histories = await historiesOf(world, storm.rulesOf(service), story.lines);
      for (const found of histories.flatMap(checkHistory)) violations.add(line(found));
    }
    const { timeline } = world;
    const recorded = world.database('builder').store.events.log.map(({ event }) => event as EventLike);
    return {
      channels: await channelsOf(world),
      violations: [...world.mishaps, ...violations, ...tookWhatWasRejected(recorded)],
      trace: timeline.digest(),
      steps: timeline.steps,
      blows: storm.blows,
      recorded: [...new Set(recorded.map(({ type }) => type))].sort(),
      lines: world.log.lines.map(({ level, event, fields }) => `${level} ${event} ${JSON.stringify(fields)}`),
    };
  } finally {
    storm.close();
    restore();
  }
}

const line = ({ invariant, problem, evidence }: Violation): string => `${invariant} ${problem}: ${evidence}`;

async function play(world: World, storm: Storm, { acts, everyImage, endMs }: Scenario): Promise<void> {
  const operator = new Operator(world, (service) => storm.reachable(service));
  await storm.begin();
  const pass = async (untilMs: number): Promise<void> => {
    for (let at = world.timeline.now + SLICE_MS; at <= untilMs; at += SLICE_MS) {
      await world.timeline.until(at);
      await storm.startWanted();
    }
  };
  for (const act of acts) {
    await pass(act.atMs);
    perform(world, operator, act);
  }
  await pass(endMs + MINUTE_MS);
  world.calmDown();
  storm.end();
  await pass(world.timeline.now + 2 * MINUTE_MS);
  for (const image of everyImage) operator.ask({ act: 'thaw', image });
  operator.retryTheDead();
  for (let quietMs = 0, left = LONGEST_REST_MS; quietMs < QUIET_MS && left > 0; left -= MINUTE_MS) {
    const before = world.activity();
    await pass(world.timeline.now + MINUTE_MS);
    quietMs = world.activity() === before ? quietMs + MINUTE_MS : 0;
  }
}

function perform(world: World, operator: Operator, act: Act): void {
  if (act.act !== 'publish') return operator.ask(act);
  const date = world.clock.now();
  const { release, security } = act.suites;
  world.archive.publish({ origin: 'Example', suite: 'trixie', date }, release);
  world.archive.publish({ origin: 'Example-Security', suite: 'trixie-security', date }, security);
}
