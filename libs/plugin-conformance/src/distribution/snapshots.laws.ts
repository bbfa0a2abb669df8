import * as fc from 'fast-check';
import type { Snapshot, SnapshotChanges } from '@quench/plugin-sdk';
import { differenceOf, shown } from '../difference.js';
import { unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import { flipped } from '../flipped.js';
import { forgeryLaw } from './forgery.laws.js';
import { holdingLaw } from './holding.laws.js';
import type { DistributionSubject } from './subject.js';
import type { DistributionWorld } from './world.js';

const PART = 'snapshots';

/** Laws of archives that vouch by a signature: nothing unsigned is believed, and time does not go back. */
export const snapshotsLaws = (subject: DistributionSubject): readonly Law[] => [
  ...sourceLaws(subject),
  ...takingLaws(subject),
  holdingLaw(subject),
  forgeryLaw(subject),
  ...changesLaws(subject),
];

function sourceLaws({ make, samples }: DistributionSubject): readonly Law[] {
  const { distribution, pockets, unknown } = samples.snapshots;
  return [
    forEach(
      PART,
      'of an unknown distribution or pocket are malformed-input',
      () => [
        [unknown.distribution, pockets] as const,
        [distribution, [unknown.pocket]] as const,
        ['', pockets] as const,
      ],
      ([of, among]) => unlessRefused(() => make().snapshots.sources(of, among), 'malformed-input'),
    ),
  ];
}

function takingLaws({ make, samples, world }: DistributionSubject): readonly Law[] {
  const { platform, now } = samples.snapshots;
  const take = async (of: Snapshot, previous: Snapshot | undefined) =>
    make().snapshots.take(of.source, { previous, platforms: [platform], now }, (await world()).ignorant());
  return [
    forEach(
      PART,
      'are not taken again while nothing changes',
      async () => (await world()).snapshots,
      async (taken) => {
        const again = await take(taken, taken);
        return again === undefined ? undefined : `expected nothing, got ${shown(again)}`;
      },
    ),
    forEach(
      PART,
      'never go back in time',
      async () => changedLater(await world()),
      (later) => unlessRefused(() => take(later, later), 'not-authentic'),
    ),
    forEach(
      PART,
      'are what the signed index says, whoever told of them',
      async () => liesAbout(await world()),
      async ({ told, truth }) =>
        differenceOf(truth, await make().snapshots.check(told, (await world()).knowing()), 'the snapshot'),
    ),
    forAll(
      PART,
      'with an index that was not signed are not-authentic',
      async () => flippedIndexes((await world()).snapshots),
      async (told) =>
        unlessRefused(async () => make().snapshots.check(told, (await world()).knowing()), 'not-authentic'),
    ),
  ];
}

/** Later snapshots that are not what was there before. */
const changedLater = ({ snapshots, later }: Pick<DistributionWorld, 'snapshots' | 'later'>): readonly Snapshot[] =>
  later.filter(({ signed }) => snapshots.every((before) => before.signed !== signed));

/** What somebody might say of a snapshot, beside the truth. */
const liesAbout = ({ snapshots }: { readonly snapshots: readonly Snapshot[] }) =>
  snapshots.flatMap((truth) => [
    { told: truth, truth },
    { told: { ...truth, date: '2001-01-01T00:00:00.000Z', signedBy: ['somebody'] }, truth },
  ]);

/** Snapshots of which one digit in the digest of an index is another. */
const flippedIndexes = (snapshots: readonly Snapshot[]): fc.Arbitrary<Snapshot> =>
  fc
    .tuple(
      fc.constantFrom(...snapshots),
      fc.nat(),
      fc.constantFrom('digest' as const, 'plainDigest' as const),
      fc.nat({ max: 63 }),
    )
    .map(([snapshot, index, field, at]) => ({
      ...snapshot,
      indexes: snapshot.indexes.map((one, number) =>
        number === index % snapshot.indexes.length ? { ...one, [field]: flipped(one[field], at) } : one,
      ),
    }));

function changesLaws({ make, world }: DistributionSubject): readonly Law[] {
  const changes: (...of: readonly [Snapshot | undefined, Snapshot]) => Promise<SnapshotChanges> = async (
    before,
    after,
  ) => make().snapshots.changes(before, after, (await world()).knowing());
  const pairs = async () => {
    const { snapshots, later } = await world();
    return snapshots.flatMap((before, at) => (later[at] === undefined ? [] : [{ before, after: later[at] }]));
  };
  return [
    forEach(
      PART,
      'differ in nothing from themselves',
      async () => (await world()).snapshots,
      async (one) => differenceOf({ added: [], updated: [], removed: [] }, await changes(one, one), 'the changes'),
    ),
    forEach(PART, 'change by what leads from one to the other, sorted by name', pairs, async ({ before, after }) => {
      const found = await changes(before, after);
      const led = applied(await changes(undefined, before), found);
      const unsorted = Object.values(found).find(
        (list: SnapshotChanges['added']) => !isSorted(list.map(({ name }) => name)),
      );
      if (unsorted !== undefined) return `not sorted: ${shown(unsorted)}`;
      return differenceOf(versionsIn(await changes(undefined, after)), led, 'the packages');
    }),
  ];
}

const isSorted = (names: readonly string[]): boolean =>
  names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name);

/** The versions of all packages when everything is new. */
const versionsIn = ({ added }: SnapshotChanges): ReadonlyMap<string, string | undefined> =>
  new Map(added.map(({ name, to }) => [name, to]));

/** What packages there are after changes. */
function applied(
  all: SnapshotChanges,
  { added, updated, removed }: SnapshotChanges,
): ReadonlyMap<string, string | undefined> {
  const versions = new Map(versionsIn(all));
  for (const { name, from } of [...updated, ...removed]) if (versions.get(name) === from) versions.delete(name);
  for (const { name, to } of [...added, ...updated]) versions.set(name, to);
  return versions;
}
