import * as fc from 'fast-check';
import type { ExactPin, Pin, Resolution, Snapshot } from '@quench/plugin-sdk';
import { differenceOf } from '../difference.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { DistributionSubject } from './subject.js';

const PART = 'dependencies';

/** Laws of holding back: a pinned package is in its version, and nothing else is another. */
export const pinsLaws = (subject: DistributionSubject): readonly Law[] => [
  moot(subject),
  held(subject),
  lower(subject),
];

const resolving = async (
  { make, samples, world }: DistributionSubject,
  held: {
    readonly pins: readonly Pin[];
    readonly keep: readonly Snapshot[];
    readonly snapshots?: readonly Snapshot[];
  },
): Promise<Resolution> => {
  const { snapshots, knowing } = await world();
  const options = { platform: samples.snapshots.platform, snapshots, without: [], ...held };
  return make().dependencies.resolve(samples.dependencies.project, options, knowing());
};

/** A pin is no wish. */
function moot(subject: DistributionSubject): Law {
  const { world } = subject;
  return forAll(
    PART,
    'are the same with pins to what they are, and to what nobody needs',
    async () => fc.subarray((await world()).resolution.dependencies.map(({ name, version }) => ({ name, version }))),
    async (pins) => {
      const { resolution } = await world();
      const unneeded = { name: 'needed-by-nobody', version: '1' };
      return differenceOf(resolution, await resolving(subject, { pins: [...pins, unneeded], keep: [] }));
    },
  );
}

/** The other snapshots are the later ones: a plugin does not look at their dates. */
function held(subject: DistributionSubject): Law {
  const { world } = subject;
  return forEach(
    PART,
    'have a pinned version that only other snapshots list, and change nothing else',
    () => pinsTo(subject),
    async (pin) => {
      const { resolution, later } = await world();
      const found = await resolving(subject, { pins: [pin], keep: later });
      const own = found.dependencies.find(({ name }) => name === pin.name);
      if (own?.version !== pin.version) return `it is ${own?.version ?? 'gone'}`;
      const before = new Map(resolution.dependencies.map((one) => [one.name, one.version]));
      const other = found.dependencies.find(
        ({ name, version }) => name !== pin.name && (before.get(name) ?? version) !== version,
      );
      return other === undefined ? undefined : `${other.name} is ${other.version}, too`;
    },
  );
}

/** Where snapshots list two versions, what is to be below the newer one is the older one. */
function lower(subject: DistributionSubject): Law {
  const { make, world } = subject;
  return forEach(
    PART,
    'have the newest version below a pinned one',
    () => pinsTo(subject),
    async ({ name, version }) => {
      const { snapshots, later, resolution } = await world();
      const has = resolution.dependencies.find((one) => one.name === name)?.version ?? '';
      const [older, newer] = make().versions.order([has, version]);
      const pins = [{ name, below: newer ?? '' }];
      const found = await resolving(subject, { snapshots: [...snapshots, ...later], pins, keep: [] });
      const own = found.dependencies.find((one) => one.name === name);
      return own?.version === older ? undefined : `it is ${own?.version ?? 'gone'} below ${newer ?? ''}`;
    },
  );
}

/** Versions that the later snapshots brought of what the project needs. */
async function pinsTo({ make, world }: DistributionSubject): Promise<readonly ExactPin[]> {
  const { snapshots, later, resolution, knowing } = await world();
  const versions = new Map(resolution.dependencies.map(({ name, version }) => [name, version]));
  const changes = await Promise.all(
    later.map((after, at) => make().snapshots.changes(snapshots[at], after, knowing())),
  );
  return changes
    .flatMap(({ added, updated }) => [...added, ...updated])
    .flatMap(({ name, to }) => {
      const has = versions.get(name);
      return has === undefined || to === undefined || to === has ? [] : [{ name, version: to }];
    });
}
