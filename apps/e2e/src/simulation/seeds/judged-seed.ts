import { scenario } from '../scenario.js';
import { simulate, type Outcome, type Weather } from '../simulation.js';

export const STORIES = 8;
/** So many seeds that fail tell as much as all. */
export const ENOUGH = 3;

const storyOf = (seed: number): number => seed % STORIES;

export const play = (seed: number, weather: Weather): Promise<Outcome> =>
  simulate(seed, weather, scenario(storyOf(seed)));

const calmEnds = new Map<number, Promise<Outcome>>();

/** How a story ends when nothing goes wrong. */
export function calmEnd(story: number): Promise<Outcome> {
  const end = calmEnds.get(story) ?? play(story, { kind: 'calm' });
  calmEnds.set(story, end);
  return end;
}

/** What is wrong with how a seed ended, in lines; none where it ended as its story does when nothing goes wrong. */
export async function wrongWith(seed: number, outcome: Outcome): Promise<readonly string[]> {
  const { channels } = await calmEnd(storyOf(seed));
  const other =
    JSON.stringify(outcome.channels) === JSON.stringify(channels)
      ? []
      : [`ends with ${JSON.stringify(outcome.channels)}, calm with ${JSON.stringify(channels)}`];
  return [...outcome.violations, ...other].map((what) => `seed ${String(seed)}: ${what}`);
}

/** A storm that cannot be played to its end is wrong as well. */
async function judged(seed: number): Promise<readonly string[]> {
  try {
    return await wrongWith(seed, await play(seed, { kind: 'storm' }));
  } catch (error) {
    return [`seed ${String(seed)}: ${error instanceof Error ? String(error.stack) : String(error)}`];
  }
}

/** Plays the storms of seeds one by one, and says of each what is wrong; no more once enough have failed. */
export async function* judgedSeeds(seeds: Iterable<number>): AsyncGenerator<readonly string[]> {
  let failed = 0;
  for (const seed of seeds) {
    const wrong = await judged(seed);
    yield wrong;
    if (wrong.length > 0 && ++failed === ENOUGH) return;
  }
}
