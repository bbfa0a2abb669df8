import { PluginError, type Pin } from '@quench/plugin-sdk';
import type { Suite } from './universe.js';

/** A version that is held back, and the suites that list it: none where nobody does any more. */
export interface Pinned {
  readonly version: string;
  readonly suites: readonly Suite[];
}

/** What is held back, by the name of its package. */
export type Pins = ReadonlyMap<string, Pinned>;

export const NO_PINS: Pins = new Map();

/**
 * Where each pinned version is listed: in the newest suites if they do, else in older ones.
 * @param older asked for only when it is needed: an index is large
 */
export async function findPins(
  pins: readonly Pin[],
  suites: readonly Suite[],
  older: () => Promise<readonly Suite[]>,
): Promise<Pins> {
  const found = pins.map((pin) => ({ pin, listing: listing(pin, suites) }));
  const kept = found.some((one) => one.listing.length === 0) ? await older() : [];
  return new Map(
    found.map(({ pin, listing: newest }) => [
      pin.name,
      { version: pin.version, suites: newest.length > 0 ? newest : listing(pin, kept) },
    ]),
  );
}

const listing = ({ name, version }: Pin, suites: readonly Suite[]): readonly Suite[] =>
  suites.filter(({ index }) => index.find(name).some((file) => file.version === version));

/** Of a closure that what is held back stands in the way of, so many are named. */
const MAX_NAMED = 5;

/** Says of a refusal what is held back, as far as it is in its chain; all of it where nothing is. */
export function blamePins(error: PluginError, pins: Pins): PluginError {
  if (pins.size === 0) return error;
  const words = new Set(error.chain.flatMap((link) => link.split(/[\s|()]+/)));
  const all = [...pins].map(([name, { version }]) => ({ name, text: `${name} at ${version}` }));
  const blamed = all.filter(({ name }) => words.has(name));
  const named = (blamed.length > 0 ? blamed : all).slice(0, MAX_NAMED).map(({ text }) => text);
  const message = `${error.message}; held back: ${named.join(', ')}`;
  return new PluginError(error.code, message, { chain: error.chain, known: error.known });
}

/** Of a name that was asked for and is held back at a version that nobody lists. */
export const explainPin = (name: string, { version }: Pinned): PluginError =>
  new PluginError('unsatisfiable', `${name} is held back at ${version}, which no snapshot lists any more`, {
    chain: [name],
  });
