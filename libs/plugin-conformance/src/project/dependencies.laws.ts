import type { Project, ProjectResolution } from '@quench/plugin-sdk';
import { shown } from '../difference.js';
import { unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import { staysInside } from '../image-entries.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import { projectsNear } from '../projects-near.js';
import { unlessExact, unlessSorted } from '../purls.js';
import type { ProjectSubject } from './subject.js';

const PART = 'dependencies';
const CHECKSUM = /^(?:sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Laws of reading a lock file: everything that it says, exact, at its place. */
export const dependenciesLaws = (subject: ProjectSubject): readonly Law[] => [
  ...lockedLaws(subject),
  ...placeLaws(subject),
  ...projectLaws(subject),
];

function lockedLaws({ make, world }: ProjectSubject): readonly Law[] {
  const all = async () => (await world()).resolution.dependencies;
  return [
    forEach(
      PART,
      'are sorted by purl, each once',
      async () => [await all()],
      (list) => unlessSorted(list),
    ),
    forEach(
      PART,
      'have purls that name the very release',
      async () => [...(await all()), ...(await world()).resolution.bundled],
      (one) => unlessExact(one, make().naming),
    ),
    forEach(PART, 'have checksums', all, ({ checksums }) =>
      checksums.length > 0 && checksums.every((checksum) => CHECKSUM.test(checksum))
        ? undefined
        : `got ${shown(checksums)}`,
    ),
    forEach(PART, 'are asked for by one another, or by the project', all, async ({ requiredBy }) => {
      const { dependencies, bundled } = (await world()).resolution;
      const known = [...dependencies, ...bundled].some(({ name }) => name === requiredBy);
      return known || requiredBy === undefined ? undefined : `asked for by ${requiredBy}, which is not there`;
    }),
  ];
}

const placeLaws = ({ world }: ProjectSubject): readonly Law[] => [
  forEach(
    PART,
    'have places inside of the project, sorted by path',
    async () => (await world()).resolution.dependencies.map(({ places }) => places),
    (places) => {
      const links = places.flatMap(({ programs }) => programs);
      const paths = [...places.map(({ path }) => path), ...links.flatMap(({ path, target }) => [path, target])];
      const outside = paths.find((path) => !staysInside(path));
      if (outside !== undefined) return `${shown(outside)} leaves the project`;
      if (places.length === 0) return 'there is none';
      return [places, ...places.map(({ programs }) => programs)].map(unlessByPath).find((why) => why !== undefined);
    },
  ),
  forEach(
    PART,
    'come with links inside of the project, sorted by path, and with what is bundled, sorted by purl',
    async () => [(await world()).resolution],
    ({ links, bundled, dependencies }: ProjectResolution) => {
      const outside = links.flatMap(({ path, target }) => [path, target]).find((path) => !staysInside(path));
      if (outside !== undefined) return `${shown(outside)} leaves the project`;
      const stray = bundled.find(({ within }) => !dependencies.some(({ purl }) => purl === within));
      if (stray !== undefined) return `${stray.purl} is bundled in ${stray.within}, which is not there`;
      const unsorted = bundled.findIndex(
        ({ purl, within }, at) =>
          at > 0 && `${bundled[at - 1]?.purl ?? ''} ${bundled[at - 1]?.within ?? ''}` >= `${purl} ${within}`,
      );
      return unsorted < 0 ? unlessByPath(links) : `${bundled[unsorted]?.purl ?? ''} is not in its place`;
    },
  ),
];

function unlessByPath(list: readonly { readonly path: string }[]): string | undefined {
  const at = list.findIndex(({ path }, place) => place > 0 && (list[place - 1]?.path ?? '') >= path);
  return at < 0 ? undefined : `${list[at]?.path ?? ''} comes after ${list[at - 1]?.path ?? ''}`;
}

function projectLaws({ make, samples, world }: ProjectSubject): readonly Law[] {
  const { project, options, malformed, unsupported } = samples.dependencies;
  const resolve = async (of: Project) => make().dependencies.resolve(of, options, (await world()).ignorant());
  const unsupportedLaw = forEach(
    PART,
    'that the plugin cannot do are unsupported',
    () => unsupported,
    (one) => unlessRefused(() => resolve(one), 'unsupported'),
  );
  return [
    forEach(
      PART,
      'of a malformed project are malformed-input',
      () => malformed,
      (one) => unlessRefused(() => resolve(one), 'malformed-input'),
    ),
    forAll(
      PART,
      'of whatever project, throw no raw error',
      () => projectsNear([project, ...malformed]),
      (one) => unlessAnsweredOrRefused(() => resolve(one), 'malformed-input', 'unsupported'),
    ),
    ...(unsupported.length === 0 ? [] : [unsupportedLaw]),
  ];
}
