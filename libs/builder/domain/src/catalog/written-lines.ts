import { DEFAULT_STREAM, DEV, PROD, type ImageLine, type LineOfImage } from '@quench/contracts';
import { DEFAULT_PLATFORMS } from './default-platforms.js';
import type { Path } from './mistake.js';
import type { WrittenDefinition, WrittenDistribution, WrittenSettings, WrittenStream } from './written-definition.js';

/** A line of a definition as it is written. */
export interface WrittenLine extends LineOfImage {
  /** The line that it is derived from; undefined where that is none. */
  readonly from: ImageLine | undefined;
  /**
   * All that is asked for it, as if it were an image of its own: what the parent says, then the image, then its stream, then its
   * variant.
   */
  readonly written: Partial<WrittenDefinition>;
  readonly stream: WrittenStream;
  /** In place of the image's; undefined where its version stream has none of its own. */
  readonly distribution: WrittenDistribution | undefined;
  /** Its own, or those of what it is derived from; undefined for all of the image. */
  readonly platforms: readonly string[] | undefined;
  /** All that it may be for: platforms of the image that what it is derived from has, too. */
  readonly possible: readonly string[];
  /** Where a part of what is asked for it stands in the file. */
  at(path: Path): Path;
}

/** Where what is inherited stands. */
const FROM = 'from';

/** Whether something stands where the image or one of its lines says it, and is not inherited. */
export const isOwn = ([key]: Path): boolean => key !== FROM;

/** One place that says something of a line. */
interface Place {
  readonly at: Path;
  readonly said: Partial<WrittenSettings>;
}

/** Whether a definition names version streams or variants. */
export const namesLines = ({ streams, variants }: Partial<WrittenDefinition>): boolean =>
  streams !== undefined || variants !== undefined;

/** The lines of a definition: of each version stream first `prod`, then its other variants. */
export function writtenLines(written: Partial<WrittenDefinition>): readonly WrittenLine[] {
  const { streams, variants = {}, inherited, ...image } = written;
  const all: readonly (readonly [string, WrittenStream])[] = Object.entries(streams ?? { [DEFAULT_STREAM]: {} });
  return all.flatMap(([versionStream, stream]) => {
    const own: readonly Place[] = [
      { at: [], said: image },
      ...(streams === undefined ? [] : [{ at: ['streams', versionStream], said: stream }]),
    ];
    const { dev } = variants;
    const of = (variant: string, variantPlaces: readonly Place[], named?: readonly string[]): WrittenLine => {
      const parent = inherited?.({ versionStream, variant });
      const places = parent === undefined ? own : [{ at: [FROM], said: parent.said }, ...own];
      const said = merged(places, variantPlaces);
      const { owner = image.owner } = stream;
      const { platforms, possible } = platformsOf(image.platforms ?? DEFAULT_PLATFORMS, named, parent?.platforms);
      return {
        ...{ versionStream, variant, stream, from: parent?.from },
        distribution: stream.distribution ?? parent?.distribution,
        ...{ platforms, possible },
        written: { ...image, ...said, ...(owner !== undefined && { owner }) },
        at: (path) => placeOf(path, places, variantPlaces),
      };
    };
    return [
      of(PROD, []),
      ...(dev === undefined ? [] : [of(DEV, [{ at: ['variants', DEV], said: dev }], dev.platforms)]),
    ];
  });
}

/** @param has of the image; @param named of the line; @param inherited of what it is derived from, where they are fewer */
function platformsOf(
  has: readonly string[],
  named: readonly string[] | undefined,
  inherited: readonly string[] | undefined,
): Pick<WrittenLine, 'platforms' | 'possible'> {
  const possible = has.filter((platform) => inherited?.includes(platform) ?? true);
  return { platforms: named ?? (inherited && possible), possible };
}

/** The last one that says something of a key. */
const last = (places: readonly Place[], key: keyof WrittenSettings): Place | undefined =>
  places.findLast(({ said }) => said[key] !== undefined);

/** A variant adds packages to what its stream has, and both to what is inherited; of environment and files, each name is taken from where it is said last. */
function merged(base: readonly Place[], variant: readonly Place[]): Partial<WrittenSettings> {
  const all = [...base, ...variant];
  const of = <Key extends keyof WrittenSettings>(key: Key, places: readonly Place[] = all): WrittenSettings[Key] =>
    last(places, key)?.said[key];
  const parent = base.filter(({ at }) => !isOwn(at));
  const own = base.filter(({ at }) => isOwn(at));
  const added = [parent, own, variant].flatMap((places) => of('packages', places) ?? []);
  const said = {
    packages: added.length === 0 ? undefined : [...new Set(added)],
    env: together(all.map((place) => place.said.env)),
    place: together(all.map((place) => place.said.place)),
    project: together(all.map((place) => place.said.project)),
    files: together(all.map((place) => place.said.files)),
    run: of('run'),
    channels: of('channels', variant) ?? of('channels', base)?.map(variant.length === 0 ? same : devChannel),
    tests: of('tests'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

const same = (channel: string): string => channel;
const devChannel = (channel: string): string => `${channel}-${DEV}`;

function together<Value>(
  parts: readonly (Readonly<Record<string, Value>> | undefined)[],
): Readonly<Record<string, Value>> | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : (Object.assign({}, ...said) as Record<string, Value>);
}

function placeOf(path: Path, base: readonly Place[], variant: readonly Place[]): Path {
  const [key, name] = path;
  return [...(placesOf(key, name, base, variant).at(-1)?.at ?? []), ...path];
}

/** Keys of which each place may add names, or replace some. */
const NAMED = ['env', 'files', 'place', 'project'] as const;

/** The places that say a part, of which the last one counts. */
function placesOf(
  key: Path[number] | undefined,
  name: Path[number] | undefined,
  base: readonly Place[],
  variant: readonly Place[],
): readonly Place[] {
  const all = [...base, ...variant];
  const saying = (of: keyof WrittenSettings, places: readonly Place[]): readonly Place[] =>
    places.filter(({ said }) => said[of] !== undefined);
  const map = NAMED.find((one) => one === key);
  if (map !== undefined) return all.filter(({ said }) => Object.hasOwn(said[map] ?? {}, String(name)));
  switch (key) {
    case 'packages': {
      const own = saying(key, base);
      return Number(name) >= (own.at(-1)?.said.packages?.length ?? 0) ? saying(key, all) : own;
    }
    case 'channels':
    case 'run':
    case 'tests':
      return saying(key, all);
    default:
      return [];
  }
}
