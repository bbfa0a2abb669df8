import * as fc from 'fast-check';
import { NONROOT, type HeldFile } from '@quench/plugin-sdk';
import { damagedFile, withSetId } from '../damage.js';
import { endingOf, told } from '../endings.js';
import { unlessAllHarmless } from '../image-entries.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import type { Weather } from '../replay-host.js';
import type { DistributionSubject } from './subject.js';

const PART = 'install';

/** Laws of entries: nothing leaves the root, nothing runs as somebody else, and damage is told. */
export function installLaws({ make, world }: DistributionSubject): readonly Law[] {
  const files = async () => (await world()).files;
  const entriesOf = async (file: HeldFile, weather?: Weather) => {
    const { knowing } = await world();
    const { install } = make();
    const { entries } = await install.entries(file, knowing(weather));
    return [...entries, ...(await install.whole(file, knowing(weather)))];
  };
  return [
    forEach(PART, 'makes entries that stay below the root', files, async (file) =>
      unlessAllHarmless(await entriesOf(file)),
    ),
    forEach(PART, 'takes setuid and setgid from what a package has', files, async (file) =>
      unlessAllHarmless(await entriesOf(file, { unpacked: withSetId })),
    ),
    forEach(
      PART,
      'finishes with entries that stay below the root',
      async () => [(await world()).resolution.dependencies],
      (packages) =>
        unlessAllHarmless(make().install.finish({ packages, contributions: [], accounts: [NONROOT], mtime: 1 })),
    ),
    forAll(
      PART,
      'of a damaged package throws no raw error',
      async () => fc.record({ file: fc.constantFrom(...(await files())), at: fc.nat(), byte: fc.nat({ max: 255 }) }),
      async ({ file, at, byte }) => {
        const host = (await world()).knowing();
        const damaged = await damagedFile(host, file, at, byte);
        const ending = await endingOf(() => make().install.entries(damaged, host));
        return ending.type === 'failed' && !host.threw.has(ending.error) ? `got ${told(ending)}` : undefined;
      },
    ),
  ];
}
