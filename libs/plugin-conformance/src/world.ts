import type { Digest } from '@quench/plugin-sdk';
import { NothingToTry } from './nothing-to-try.js';
import { ReplayHost, type Recording, type Tools, type Weather } from './replay-host.js';

/** Makes hosts over one recording. */
export interface Hosts {
  /** Holds nothing. */
  ignorant(weather?: Weather): ReplayHost;
  /** Holds all that another one came to hold. */
  knowing(held: ReadonlyMap<Digest, Uint8Array>): (weather?: Weather) => ReplayHost;
}

/** Hosts whose registries answer as recorded. */
export const hostsOver = (recording: Recording, tools: Tools): Hosts => ({
  ignorant: (weather) => new ReplayHost({ ...recording, held: new Map(), tools }, weather),
  knowing: (held) => (weather) => new ReplayHost({ ...recording, held, tools }, weather),
});

/** A question that further ones build on. @throws NothingToTry, with the question, when it has no answer */
export async function answered<Answer>(question: string, ask: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new NothingToTry(`${question}: ${String(error)}`, { cause: error });
  }
}
