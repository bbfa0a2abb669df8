import * as fc from 'fast-check';
import type { ContentDifference, Dependency, HeldFile, Snapshot } from '@quench/plugin-sdk';
import { differenceOf, shown } from '../difference.js';
import { unlessRefused } from '../endings.js';
import { flipped } from '../flipped.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { DistributionSubject } from './subject.js';
import type { DistributionWorld } from './world.js';

const PART = 'artifacts';

/** Laws of files: where they are, who vouches for them, what they say they fix, what is in them. */
export const artifactsLaws = (subject: DistributionSubject): readonly Law[] => [
  locateLaw(subject),
  ...evidenceLaws(subject),
  ...fixesLaws(subject),
  ...differenceLaws(subject),
];

const locateLaw = ({ make, world }: DistributionSubject): Law =>
  forEach(
    PART,
    'are one for each dependency, with its digest and size, in the order asked',
    async () => {
      const { dependencies } = (await world()).resolution;
      return [...dependencies.map((one) => [one]), dependencies, [...dependencies].reverse()];
    },
    async (dependencies) => {
      const found = await make().artifacts.locate(dependencies, (await world()).knowing());
      const expected = dependencies.map(({ purl, sha256, size }) => ({ purl, checksums: [sha256], maxBytes: size }));
      const said = found.map(({ purl, checksums, maxBytes }) => ({ purl, checksums, maxBytes }));
      return differenceOf(expected, said, 'the artifacts');
    },
  );

function evidenceLaws({ make, world }: DistributionSubject): readonly Law[] {
  const verify = async (dependency: Dependency, snapshots: readonly Snapshot[]) =>
    make().artifacts.verify(dependency, snapshots, (await world()).knowing());
  const all = async () => (await world()).resolution.dependencies;
  return [
    forEach(PART, 'are vouched for by the snapshots that name them', all, async (dependency) => {
      const evidence = await verify(dependency, (await world()).snapshots);
      return evidence.length > 0 && evidence.every(({ by }) => by !== '') ? undefined : `got ${shown(evidence)}`;
    }),
    forEach(PART, 'are vouched for by nobody without snapshots', all, async (dependency) => {
      const evidence = await verify(dependency, []);
      return evidence.length === 0 ? undefined : `got ${shown(evidence)}`;
    }),
    forAll(
      PART,
      'with one other digit in the digest are not-authentic',
      async () =>
        fc
          .record({ dependency: fc.constantFrom(...(await all())), at: fc.nat({ max: 63 }) })
          .map(({ dependency, at }) => ({
            ...dependency,
            sha256: flipped(dependency.sha256, at),
          })),
      async (dependency) => unlessRefused(async () => verify(dependency, (await world()).snapshots), 'not-authentic'),
    ),
  ];
}

function fixesLaws({ make, samples, world }: DistributionSubject): readonly Law[] {
  const { fixed } = samples.artifacts;
  return [
    forEach(
      PART,
      'fix what their own words say',
      () => [fixed],
      async (expected) => {
        const { before, after, knowing } = await world();
        return differenceOf(
          { fixed: expected, lost: [] },
          await make().artifacts.fixes(before, after, knowing()),
          'the fixes',
        );
      },
    ),
    forEach(
      PART,
      'lose what they fixed when they go back',
      () => [fixed],
      async (expected) => {
        const { before, after, knowing } = await world();
        return differenceOf(
          { fixed: [], lost: expected },
          await make().artifacts.fixes(after, before, knowing()),
          'the fixes',
        );
      },
    ),
  ];
}

const ALIKE: ContentDifference = { added: [], removed: [], changed: [], scripts: [], setuid: [], listeners: [] };

function differenceLaws({ make, world }: DistributionSubject): readonly Law[] {
  const between = async (
    pick: (files: Pick<DistributionWorld, 'before' | 'after'>) => readonly [HeldFile | undefined, HeldFile],
  ) => {
    const { before, after, knowing } = await world();
    const [old, now] = pick({ before, after });
    return make().artifacts.difference(old, now, knowing());
  };
  const once = (name: string, look: () => Promise<string | undefined>): Law => forEach(PART, name, () => [PART], look);
  return [
    once('differ from themselves in nothing', async () =>
      differenceOf(ALIKE, await between(({ after }) => [after, after]), 'the difference'),
    ),
    once('of a package differ when their digests do', async () => {
      const { added, removed, changed, scripts } = await between(({ before, after }) => [before, after]);
      const all = [...added, ...removed, ...changed, ...scripts];
      return all.length > 0 ? undefined : 'got nothing between two releases';
    }),
    once('of a new package are all added', async () => {
      const { added, removed, changed } = await between(({ after }) => [undefined, after]);
      const others = differenceOf([], [...removed, ...changed], 'what is not added');
      return added.length > 0 ? others : 'got nothing added by a package that is new';
    }),
    once('differ the other way round when they go back', async () => {
      const there = await between(({ before, after }) => [before, after]);
      const back = await between(({ before, after }) => [after, before]);
      const files = ({ added, removed, changed }: ContentDifference) => ({ added, removed, changed });
      const turned = { ...files(there), added: there.removed, removed: there.added };
      return differenceOf(turned, files(back), 'the difference');
    }),
  ];
}
