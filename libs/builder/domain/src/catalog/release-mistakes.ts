import { canonicalJson, purlSpelling } from '@quench/kernel';
import { DEFAULT_PLATFORMS } from './default-platforms.js';
import { none, type Mistake } from './mistake.js';
import { isWithin, whyHidden } from './place-mistakes.js';
import type { SoundParts } from './sound-parts.js';
import type { WrittenPlace } from './written-definition.js';

const NAME = /^[a-z0-9][a-z0-9+.-]+$/;

/** Releases that are placed where they cannot be, for platforms that the image has not, or under no name of their own. */
export function releaseMistakes(parts: SoundParts): readonly Mistake[] {
  if (!parts.whole('place')) return [];
  return Object.entries(parts.written.place ?? {}).flatMap((entry) =>
    [...pathMistakes(entry, parts), ...platformMistakes(entry, parts), ...nameMistakes(entry, parts)].map(
      ([keys, message]): Mistake => {
        const at = ['place', entry[0], ...keys];
        return [at, `${at.join('.')}: ${message}`];
      },
    ),
  );
}

type Entry = readonly [path: string, written: WrittenPlace];
/** A mistake by the keys of the place that it is in. */
type Found = readonly [keys: readonly string[], message: string];

function pathMistakes([path]: Entry, { written: { files = {} } }: SoundParts): readonly Found[] {
  const hidden = whyHidden(path);
  const file = Object.keys(files).find((one) => isWithin(path, one));
  return [
    ...(hidden === undefined ? [] : [[[], hidden] as const]),
    ...(file === undefined ? [] : [[[], `files has ${file}; expected a path that is not at or below it`] as const]),
  ];
}

function platformMistakes([, { package: of }]: Entry, { written, whole }: SoundParts): readonly Found[] {
  const { platforms = DEFAULT_PLATFORMS } = written;
  if (typeof of === 'string' || !whole('platforms')) return [];
  const missing = platforms.filter((platform) => of[platform] === undefined);
  const foreign = Object.keys(of).filter((platform) => !platforms.includes(platform));
  return [
    ...missing.map((platform): Found => [['package'], `expected a package for ${platform}, too`]),
    ...foreign.map((platform): Found => [['package', platform], none('platform of the image', platform, platforms)]),
  ];
}

function nameMistakes([path, one]: Entry, { written }: SoundParts): readonly Found[] {
  const { place = {}, packages = [], platforms } = written;
  const name = placeName(one);
  if (name === undefined) {
    return [[[], 'expected a name, which channels call it by, of lower-case letters, digits, "+", "-" and "."']];
  }
  if (packages.includes(name)) return [[['name'], `"${name}" is one of packages, too; expected another name`]];
  const paths = Object.keys(place);
  /** Whether the name is that of another package, or of another version. */
  const isOther = (other: WrittenPlace | undefined): boolean =>
    other !== undefined && placeName(other) === name && releaseKey(other, platforms) !== releaseKey(one, platforms);
  const same = paths.slice(0, paths.indexOf(path)).find((before) => isOther(place[before]));
  return same === undefined
    ? []
    : [[['name'], `"${name}" is what ${same} is called, of another release; expected another name`]];
}

/** What tells the releases of a place from others, however the place is written. */
export function releaseKey(
  { package: of, version }: Pick<WrittenPlace, 'package' | 'version'>,
  platforms: readonly string[] = DEFAULT_PLATFORMS,
): string {
  const packages = typeof of === 'string' ? Object.fromEntries(platforms.map((platform) => [platform, of])) : of;
  const spelled = Object.entries(packages).map(([platform, purl]) => [platform, purlSpelling(purl)]);
  return canonicalJson([Object.fromEntries(spelled), version]);
}

/** What channels call a place: its own name, or that of its package; undefined where that is none. */
export function placeName({ name, package: of }: Pick<WrittenPlace, 'name' | 'package'>): string | undefined {
  const names = new Set((typeof of === 'string' ? [of] : Object.values(of)).map(basename));
  const [own = name, ...others] = name === undefined ? [...names] : [name];
  return others.length === 0 && own !== undefined && NAME.test(own) ? own : undefined;
}

const basename = (purl: string): string => purl.slice(purl.lastIndexOf('/') + 1);
