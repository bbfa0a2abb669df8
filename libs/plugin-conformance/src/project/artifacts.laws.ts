import * as fc from 'fast-check';
import { differenceOf, shown } from '../difference.js';
import { unlessRefused } from '../endings.js';
import { flippedByte } from '../flipped.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { ProjectSubject } from './subject.js';

const PART = 'artifacts';

/** A byte of the file of a dependency. */
interface Flipped {
  readonly purl: string;
  readonly at: number;
  /** Turned in that byte. */
  readonly bits: number;
}

/** Laws of files: where they are, and who vouches for them. */
export function artifactsLaws({ make, world }: ProjectSubject): readonly Law[] {
  return [
    forEach(
      PART,
      'are one for each dependency, with its checksums, in the order asked',
      async () => {
        const { dependencies } = (await world()).resolution;
        return [...dependencies.map((one) => [one]), dependencies, [...dependencies].reverse()];
      },
      async (dependencies) => {
        const found = await make().artifacts.locate(dependencies, (await world()).ignorant());
        const expected = dependencies.map(({ purl, checksums }) => ({ purl, checksums }));
        return differenceOf(
          expected,
          found.map(({ purl, checksums }) => ({ purl, checksums })),
          'the artifacts',
        );
      },
    ),
    forEach(
      PART,
      'are vouched for when they are the right bytes',
      async () => (await world()).fetched,
      async ({ dependency, file }) => {
        const evidence = await make().artifacts.verify(dependency, file, (await world()).knowing());
        return evidence.length > 0 && evidence.every(({ by }) => by !== '') ? undefined : `got ${shown(evidence)}`;
      },
    ),
    forAll<Flipped>(
      PART,
      'with one other byte are not-authentic',
      async () =>
        fc
          .tuple(fc.constantFrom(...(await world()).fetched), fc.nat(), fc.integer({ min: 1, max: 255 }))
          .map(([{ dependency, file }, at, bits]) => ({ purl: dependency.purl, at: at % file.size, bits })),
      async ({ purl, at, bits }) => {
        const { fetched, knowing } = await world();
        const found = fetched.find(({ dependency }) => dependency.purl === purl);
        if (found === undefined) return undefined;
        const host = knowing();
        const bytes = await host.read(found.file.digest, { maxBytes: found.file.size });
        const other = await host.keep(flippedByte(bytes, at, bits));
        return unlessRefused(() => make().artifacts.verify(found.dependency, other, host), 'not-authentic');
      },
    ),
  ];
}
