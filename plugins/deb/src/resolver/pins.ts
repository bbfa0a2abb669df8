import { PluginError, type ExactPin, type LowerPin, type Pin } from '@quench/plugin-sdk';
import { compareVersions } from '../versions/index.js';
import type { Suite } from './universe.js';

/** A version that is held back, and the suites that list it: none where nobody does any more. */
export interface Pinned {
  readonly version: string;
  /** Of the file, in hex; undefined for any of this version. */
  readonly sha256: string | undefined;
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
  const exact = pins.map((pin) => ('below' in pin ? lower(pin, suites) : pin));
  const found = exact.map((pin) => ({ pin, listing: listing(pin, suites) }));
  const kept = found.some((one) => one.listing.length === 0) ? await older() : [];
  return new Map(
    found.map(({ pin, listing: newest }) => [
      pin.name,
      { ...fileOf(pin), suites: newest.length > 0 ? newest : listing(pin, kept) },
    ]),
  );
}

const fileOf = ({ version, sha256 }: ExactPin) => ({ version, sha256: sha256?.replace('sha256:', '') });

const listing = (pin: ExactPin, suites: readonly Suite[]): readonly Suite[] =>
  suites.filter(({ index }) => index.find(pin.name).some((file) => isFile(fileOf(pin), file)));

/** Whether a file is the pinned one. */
export const isFile = (
  pin: Pick<Pinned, 'version' | 'sha256'>,
  file: { readonly version: string; readonly sha256: string },
): boolean => file.version === pin.version && (pin.sha256 === undefined || file.sha256 === pin.sha256);

/** Where nothing is below, it stays what nobody lists. */
function lower({ name, below }: LowerPin, suites: readonly Suite[]): ExactPin {
  const versions = suites.flatMap(({ index }) => index.find(name).map(({ version }) => version));
  const [newest] = versions.filter((one) => compareVersions(one, below) < 0).sort((a, b) => compareVersions(b, a));
  return { name, version: newest ?? `below ${below}` };
}

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
