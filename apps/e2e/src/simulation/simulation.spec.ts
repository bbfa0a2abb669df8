import { afterAll, describe, expect, it } from '@jest/globals';
import { env } from 'node:process';
import { lossy, silent } from './faults.js';
import { scenario } from './scenario.js';
import { simulate, type Outcome, type Weather } from './simulation.js';

const ONE = env['QUENCH_SEED'];
const SEEDS = env['QUENCH_FAULTS'] === '1' ? 10_000 : 200;
const STORIES = 8;
/** So many seeds that fail tell as much as all. */
const ENOUGH = 3;
const HANG_MS = 600_000;

const failed: string[] = [];
afterAll(() => {
  for (const line of failed) process.stdout.write(`simulation: ${line}\n`);
});

const storyOf = (seed: number): number => seed % STORIES;
const play = (seed: number, weather: Weather): Promise<Outcome> => simulate(seed, weather, scenario(storyOf(seed)));

const calmEnds = new Map<number, Promise<Outcome>>();
function calmEnd(story: number): Promise<Outcome> {
  const end = calmEnds.get(story) ?? play(story, { kind: 'calm' });
  calmEnds.set(story, end);
  return end;
}

/** What is wrong with an outcome, in lines; a seed that fails says how it is played again. */
async function wrongWith(seed: number, outcome: Outcome): Promise<readonly string[]> {
  const { channels } = await calmEnd(storyOf(seed));
  const other =
    JSON.stringify(outcome.channels) === JSON.stringify(channels)
      ? []
      : [`ends with ${JSON.stringify(outcome.channels)}, calm with ${JSON.stringify(channels)}`];
  const wrong = [...outcome.violations, ...other].map((what) => `seed ${String(seed)}: ${what}`);
  if (wrong.length > 0)
    failed.push(...wrong, `seed ${String(seed)} again: QUENCH_SEED=${String(seed)} ./quench test simulation`);
  return wrong;
}

describe('the factory, simulated,', () => {
  it(
    'takes the same steps for the same seed',
    async () => {
      const [one, again, other] = [
        await play(3, { kind: 'storm' }),
        await play(3, { kind: 'storm' }),
        await play(11, { kind: 'storm' }),
      ];
      expect(again).toEqual(one);
      expect(other.trace).not.toBe(one.trace);
    },
    HANG_MS,
  );

  it(
    'comes to its channels when nothing goes wrong',
    async () => {
      for (let story = 0; story < STORIES; story++) {
        const { channels, violations } = await calmEnd(story);
        expect(violations).toEqual([]);
        expect(Object.keys(channels)).toContain('gamma:latest');
      }
    },
    HANG_MS,
  );

  it(
    'has updates that wait, that a person lets in, and that come in the end',
    async () => {
      const stories = await Promise.all(Array.from({ length: STORIES }, (_, story) => calmEnd(story)));
      const recorded = new Set(stories.flatMap((one) => one.recorded));
      const kinds = ['Held', 'Delayed', 'Released', 'Settled'].map((kind) => `builder.Update${kind}.v1`);
      expect(kinds.filter((kind) => !recorded.has(kind))).toEqual([]);
    },
    HANG_MS,
  );

  it.each([
    ['30 % of the messages are lost and the rest comes twice', lossy],
    ['all messages are lost', silent],
  ])(
    'ends the same when %s',
    async (_, faults) => {
      for (let seed = 0; seed < STORIES; seed++) {
        expect(await wrongWith(seed, await play(seed, { kind: 'climate', faults }))).toEqual([]);
      }
    },
    HANG_MS,
  );

  const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => index) : [Number(ONE)];
  it(
    `loses and doubles nothing in the storms of ${ONE === undefined ? `${String(SEEDS)} seeds` : `seed ${ONE}`}`,
    async () => {
      const wrong: (readonly string[])[] = [];
      for (const seed of seeds) {
        const found = await wrongWith(seed, await play(seed, { kind: 'storm' }));
        if (found.length > 0) wrong.push(found);
        if (wrong.length === ENOUGH) break;
      }
      expect(wrong).toEqual([]);
    },
    HANG_MS + seeds.length * 10_000,
  );
});
