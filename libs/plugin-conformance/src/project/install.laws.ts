import * as fc from 'fast-check';
import type { ImageEntry, ProjectDependency } from '@quench/plugin-sdk';
import { withSetId } from '../damage.js';
import { endingOf, told } from '../endings.js';
import { unlessAllHarmless } from '../image-entries.js';
import type { Law } from '../law.js';
import { forAll, forEach } from '../look-for.js';
import { NothingToTry } from '../nothing-to-try.js';
import type { Weather } from '../replay-host.js';
import { contextOf, type ProjectSubject } from './subject.js';
import type { Fetched } from './world.js';

const PART = 'install';

/** Laws of entries: nothing leaves the project's folder, nothing runs as somebody else, no script is passed over. */
export const installLaws = (subject: ProjectSubject): readonly Law[] => [
  ...entryLaws(subject),
  ...refusalLaws(subject),
];

function entryLaws({ make, world }: ProjectSubject): readonly Law[] {
  const fetched = async () => (await world()).fetched;
  const entriesOf = async ({ dependency, file }: Fetched, weather?: Weather): Promise<readonly ImageEntry[]> => {
    const { entries } = await make().install.entries(file, contextOf(dependency), (await world()).knowing(weather));
    return entries;
  };
  return [
    forEach(PART, 'makes entries below the places of a package', fetched, async (one) =>
      unlessPlaced(await entriesOf(one), one.dependency),
    ),
    forEach(PART, 'puts something at every place', fetched, async (one) => {
      const { folder } = contextOf(one.dependency);
      const paths = (await entriesOf(one)).map(({ path }) => path);
      const empty = one.dependency.places.find(({ path }) => !paths.some((at) => at.startsWith(`${folder}/${path}`)));
      return empty === undefined ? undefined : `nothing is at ${empty.path}`;
    }),
    forEach(PART, 'takes setuid and setgid from what a package has', fetched, async (one) =>
      unlessAllHarmless(await entriesOf(one, { unpacked: withSetId })),
    ),
  ];
}

function refusalLaws({ make, samples, world }: ProjectSubject): readonly Law[] {
  const { scripted, hostile } = samples.install;
  const first = async (): Promise<Fetched> => {
    const [one] = (await world()).fetched;
    if (one === undefined) throw new NothingToTry('the project of the samples has no dependency');
    return one;
  };
  const installing = async (bytes: Uint8Array) => {
    const { dependency } = await first();
    const host = (await world()).knowing();
    const file = await host.keep(bytes);
    const ending = await endingOf(() => make().install.entries(file, contextOf(dependency), host));
    const raw = ending.type === 'failed' && !host.threw.has(ending.error);
    return { ending, dependency, raw: raw ? `got ${told(ending)}` : undefined };
  };
  const scriptedLaw = forEach(
    PART,
    'refuses a package that needs a script, by its name',
    () => scripted,
    async (bytes) => {
      const { ending, dependency } = await installing(bytes);
      const unsupported = ending.type === 'refused' && ending.error.code === 'unsupported';
      if (!unsupported) return `expected unsupported, got ${told(ending)}`;
      return ending.error.message.includes(dependency.name) ? undefined : `it says "${ending.error.message}"`;
    },
  );
  const hostileLaw = forEach(
    PART,
    'lets no word of a package lead out of its place',
    () => hostile,
    async (bytes) => {
      const { ending, dependency, raw } = await installing(bytes);
      return ending.type === 'answered' ? unlessPlaced(ending.answer.entries, dependency) : raw;
    },
  );
  return [
    forAll(
      PART,
      'of a damaged package throws no raw error',
      async () => fc.record({ at: fc.nat({ max: (await first()).file.size - 1 }), byte: fc.nat({ max: 255 }) }),
      async ({ at, byte }) => {
        const { file } = await first();
        const whole = await (await world()).knowing().read(file.digest, { maxBytes: file.size });
        return (await installing(whole.with(at, byte))).raw;
      },
    ),
    ...(scripted.length === 0 ? [] : [scriptedLaw]),
    ...(hostile.length === 0 ? [] : [hostileLaw]),
  ];
}

/** Why entries are not only below the project's folder; undefined when they are. */
function unlessPlaced(entries: readonly ImageEntry[], dependency: ProjectDependency): string | undefined {
  const { folder } = contextOf(dependency);
  const outside = entries.find(({ path }) => !path.startsWith(`${folder}/`));
  return outside === undefined ? unlessAllHarmless(entries) : `${outside.path} is not below ${folder}`;
}
