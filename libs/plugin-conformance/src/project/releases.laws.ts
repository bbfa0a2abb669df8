import { differenceOf } from '../difference.js';
import { unlessRefused } from '../endings.js';
import type { Law } from '../law.js';
import { forEach } from '../look-for.js';
import type { ProjectSubject } from './subject.js';

const PART = 'releases';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Laws of what a registry says of a package: all of it, in order, or an error. */
export function releasesLaws({ make, samples, world }: ProjectSubject): readonly Law[] {
  const { purl, releases, unknown } = samples.releases;
  const list = async (of: typeof purl) => (await make().releases.list(of, (await world()).ignorant())).releases;
  return [
    forEach(
      PART,
      'are those that the registry tells of, as it tells of them, oldest first',
      () => [purl],
      async (of) => differenceOf(releases, await list(of), 'the releases'),
    ),
    forEach(
      PART,
      'have their time in UTC, or none',
      () => list(purl),
      ({ publishedAt }) => {
        const well = publishedAt === undefined || (INSTANT.test(publishedAt) && !Number.isNaN(Date.parse(publishedAt)));
        return well ? undefined : `got ${publishedAt}`;
      },
    ),
    forEach(
      PART,
      'of a package that nobody knows are not-found',
      () => [unknown],
      (of) => unlessRefused(() => list(of), 'not-found'),
    ),
  ];
}
