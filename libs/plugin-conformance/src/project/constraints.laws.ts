import type { ProjectVersions } from '@quench/plugin-sdk';
import { shown } from '../difference.js';
import { unlessAnsweredOrRefused, unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import { textsNear } from '../texts.js';
import type { ProjectSamples } from './samples.js';

const PART = 'constraints';

/** Laws of which versions a constraint allows: those that the ecosystem's own client would take. */
export function constraintsLaws(
  { matching }: Pick<ProjectVersions, 'matching'>,
  { constraints, versions }: ProjectSamples,
): readonly Law[] {
  const all = versions.ascending.flat();
  const words = [...constraints.allowing.map(({ constraint }) => constraint), ...constraints.malformed];
  return [
    forEach(
      PART,
      "allow the versions that the ecosystem's own client takes, in the order given",
      () => constraints.allowing.flatMap((one) => [one, { ...one, turned: true }]),
      ({ constraint, allows, ...more }) => {
        const [given, expected] = 'turned' in more ? [all.toReversed(), allows.toReversed()] : [all, allows];
        const found = matching(given, constraint);
        return shown(found) === shown(expected) ? undefined : `expected ${shown(expected)}, got ${shown(found)}`;
      },
    ),
    forEach(
      PART,
      'that are none are malformed-input, whatever the versions',
      () => constraints.malformed.flatMap((constraint) => [all, []].map((given) => ({ constraint, given }))),
      ({ constraint, given }) => unlessRefused(() => matching(given, constraint), 'malformed-input'),
    ),
    forAll(
      PART,
      'whatever text is read, nothing but malformed-input is thrown',
      () => textsNear(words),
      (text) => unlessAnsweredOrRefused(() => matching(all, text), 'malformed-input'),
    ),
  ];
}
