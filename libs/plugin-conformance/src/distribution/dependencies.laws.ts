import * as fc from 'fast-check';
import type { Dependency, Project, Resolution } from '@quench/plugin-sdk';
import { shown } from '../difference.js';
import { endingOf, told, unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import { projectsNear } from '../projects-near.js';
import { unlessExact, unlessRooted, unlessSorted } from '../purls.js';
import { pinsLaws } from './pins.laws.js';
import type { DistributionSubject } from './subject.js';

const PART = 'dependencies';
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Laws of resolving: everything that is needed, exact, and nothing but what was asked for. */
export const dependenciesLaws = (subject: DistributionSubject): readonly Law[] => [
  ...closureLaws(subject),
  withoutLaw(subject),
  ...pinsLaws(subject),
  ...projectLaws(subject),
];

function closureLaws({ make, world }: DistributionSubject): readonly Law[] {
  const all = async () => (await world()).resolution.dependencies;
  return [
    forEach(
      PART,
      'are sorted by purl, each once',
      async () => [await all()],
      (list) => unlessSorted(list),
    ),
    forEach(PART, 'have purls that name the very release', all, (one) => unlessExact(one, make().naming)),
    forEach(PART, 'have a digest, a size and a place', all, ({ sha256, size, path, from }) => {
      const well = DIGEST.test(sha256) && Number.isSafeInteger(size) && size > 0 && isPath(path);
      return well ? undefined : `got ${shown({ sha256, size, path, from })}`;
    }),
    forEach(PART, 'are asked for by one another, up to the project', all, async (one) =>
      unlessRooted(one, await all()),
    ),
    forEach(PART, 'are of the snapshots', all, async ({ from }) => {
      const sources = (await world()).snapshots.map(({ source }) => source);
      const known = sources.some(({ origin, suite }) => origin === from.origin && suite === from.suite);
      return known ? undefined : `got ${shown(from)}`;
    }),
  ];
}

const isPath = (path: string): boolean => path !== '' && !path.startsWith('/') && !path.split('/').includes('..');

function projectLaws({ make, samples, world }: DistributionSubject): readonly Law[] {
  const { platform } = samples.snapshots;
  const { project, malformed, unsatisfiable } = samples.dependencies;
  const resolve = async (of: Project): Promise<Resolution> => {
    const { snapshots, knowing } = await world();
    return make().dependencies.resolve(of, { platform, snapshots, without: [] }, knowing());
  };
  return [
    forEach(
      PART,
      'of a malformed project are malformed-input',
      () => malformed,
      (one) => unlessRefused(() => resolve(one), 'malformed-input'),
    ),
    forEach(
      PART,
      'that nobody has are unsatisfiable, and it says from where to what',
      () => unsatisfiable,
      async (one) => {
        const ending = await endingOf(() => resolve(one));
        if (ending.type !== 'refused' || ending.error.code !== 'unsatisfiable') return `got ${told(ending)}`;
        return ending.error.chain.length > 0 ? undefined : 'the chain is empty';
      },
    ),
    forAll(
      PART,
      'of whatever project, throw no raw error',
      () => projectsNear([project, ...malformed]),
      (one) => unlessAnsweredOrRefused(() => resolve(one), 'malformed-input', 'unsupported', 'unsatisfiable'),
    ),
  ];
}

/** What is left out is what was named, and what nothing else needs. */
function withoutLaw({ make, samples, world }: DistributionSubject): Law {
  const { platform } = samples.snapshots;
  return forAll(
    PART,
    'leave out what `without` names, and what only that needs',
    async () => fc.subarray((await world()).resolution.dependencies.map(({ name }) => name)),
    async (without) => {
      const { snapshots, resolution, knowing } = await world();
      const options = { platform, snapshots, without };
      const less = await make().dependencies.resolve(samples.dependencies.project, options, knowing());
      return unlessLeftOut(resolution, less, without);
    },
  );
}

function unlessLeftOut(all: Resolution, less: Resolution, without: readonly string[]): string | undefined {
  const kept = new Set(less.dependencies.map(({ purl }) => purl));
  const names = new Set(less.dependencies.map(({ name }) => name));
  const added = less.dependencies.find(({ purl }) => !all.dependencies.some((one) => one.purl === purl));
  if (added !== undefined) return `${added.name} came in`;
  const root = all.dependencies.find(({ purl, requiredBy }) => requiredBy === undefined && !kept.has(purl));
  if (root !== undefined) return `${root.name} is gone, which the project itself asks for`;
  const stayed = less.dependencies.find(({ name, requiredBy }) => requiredBy !== undefined && without.includes(name));
  if (stayed !== undefined) return `${stayed.name} is there`;
  // Who wanted what was left out may have had something else beside it for the same purpose, which then is not needed.
  const mayMiss = new Set(less.dropped.map(({ wantedBy }) => wantedBy));
  const missed = (one: Dependency): boolean =>
    !kept.has(one.purl) &&
    !without.includes(one.name) &&
    names.has(one.requiredBy ?? '') &&
    !mayMiss.has(one.requiredBy ?? '');
  const missing = all.dependencies.find(missed);
  if (missing !== undefined) return `${missing.name} is gone, although ${missing.requiredBy ?? ''} needs it`;
  return unlessTold(less, without);
}

function unlessTold({ dependencies, dropped }: Resolution, without: readonly string[]): string | undefined {
  const names = dropped.map(({ name }) => name);
  if (!names.every((name, at) => without.includes(name) && (at === 0 || (names[at - 1] ?? '') < name))) {
    return `dropped is ${shown(names)}`;
  }
  const stranger = dropped.find(({ wantedBy }) => !dependencies.some(({ name }) => name === wantedBy));
  return stranger === undefined ? undefined : `${stranger.name} was wanted by ${stranger.wantedBy}, which is not there`;
}
