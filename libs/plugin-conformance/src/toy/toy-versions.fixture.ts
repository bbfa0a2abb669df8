import { PluginError, type ProjectVersions, type Step, type Versions } from '@quench/plugin-sdk';

const SHAPE = /^(\d{1,9}(?:\.\d{1,9}){0,3})(a?)$/;

interface Read {
  readonly numbers: readonly number[];
  readonly alpha: boolean;
}

function read(version: string): Read {
  const [, numbers, alpha] = SHAPE.exec(version) ?? [];
  if (numbers === undefined) throw new PluginError('malformed-input', `"${version}" is not a toy version`);
  return { numbers: numbers.split('.').map(Number), alpha: alpha === 'a' };
}

/** Below 0 when the first is older. `1.0` and `1` are equal, `1a` is older than `1`. */
export function compareToys(one: string, other: string): number {
  const [left, right] = [read(one), read(other)];
  const place = placeOf(left, right);
  const difference = (left.numbers[place] ?? 0) - (right.numbers[place] ?? 0);
  return difference !== 0 ? difference : Number(right.alpha) - Number(left.alpha);
}

/** The first place at which two differ; beyond the last when there is none. */
const placeOf = (one: Read, other: Read): number => {
  const places = [0, 1, 2, 3];
  return places.find((place) => (one.numbers[place] ?? 0) !== (other.numbers[place] ?? 0)) ?? places.length;
};

const STEPS: readonly Step[] = ['major', 'minor', 'patch', 'rebuild'];

/** Numbers with dots, and an `a` before the release. */
export const toyVersions: Versions = {
  order: (versions) => {
    versions.forEach(read);
    return [...versions].sort(compareToys);
  },
  classify: (from, to) => {
    const order = compareToys(from, to);
    if (order === 0) return 'same';
    return order > 0 ? 'backwards' : (STEPS[placeOf(read(from), read(to))] ?? 'unknown');
  },
  isPrerelease: (version) => read(version).alpha,
  parts: (version) => read(version).numbers,
};

/** The same, of which a constraint names the first numbers. */
export const toyProjectVersions: ProjectVersions = {
  ...toyVersions,
  matching: (versions, constraint) => {
    const { numbers } = read(constraint);
    return versions.filter((version) =>
      numbers.every((number, place) => (read(version).numbers[place] ?? 0) === number),
    );
  },
};
