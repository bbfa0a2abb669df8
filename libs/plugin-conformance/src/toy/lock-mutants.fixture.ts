import type { Checksum, Project, ProjectDependency, ProjectPlugin } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<ProjectPlugin, 'dependencies'>('dependencies');

type Resolve = ProjectPlugin['dependencies']['resolve'];

const PLACES = 'dependencies have places inside of the project, sorted by path';
const LINKS =
  'dependencies come with links inside of the project, sorted by path, and with what is bundled, sorted by purl';

/** Resolves, and says of each dependency something else. */
const saying =
  (other: (one: ProjectDependency) => Partial<ProjectDependency>) =>
  ({ resolve }: { readonly resolve: Resolve }): { readonly resolve: Resolve } => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, dependencies: found.dependencies.map((one) => ({ ...one, ...other(one) })) };
    },
  });

/** Reads another text than the one of the lock file. */
const reading =
  (other: (text: string) => string) =>
  ({ resolve }: { readonly resolve: Resolve }): { readonly resolve: Resolve } => ({
    resolve: async (project, ...asked) => {
      const changed: Project = new Map([...project].map(([path, text]) => [path, other(text)]));
      return resolve(changed, ...asked);
    },
  });

const capital = (checksum: Checksum): Checksum => `sha256:${checksum.slice('sha256:'.length).toUpperCase()}`;

/** Ways to read a lock file wrongly. */
export const lockMutants = [
  mutant('resolves backwards', ['dependencies are sorted by purl, each once'], ({ resolve }) => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, dependencies: [...found.dependencies].reverse() };
    },
  })),
  mutant(
    'leaves versions open',
    ['dependencies have purls that name the very release', LINKS],
    saying(({ name }) => ({ purl: `pkg:toy/${name}` })),
  ),
  mutant(
    'writes digests in capitals',
    ['dependencies have checksums'],
    saying(({ checksums: [first] }) => ({ checksums: [capital(first)] })),
  ),
  mutant(
    'says of nobody that it asked',
    ['dependencies are asked for by one another, or by the project'],
    saying(({ requiredBy }) => ({ requiredBy: requiredBy && 'nobody' })),
  ),
  mutant(
    'puts the last place first',
    [PLACES],
    saying(({ places }) => ({ places: [...places].reverse() })),
  ),
  mutant(
    'gives no place',
    [PLACES],
    saying(() => ({ places: [] })),
  ),
  mutant('links as it is written', [LINKS], ({ resolve }) => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, links: [...found.links].reverse() };
    },
  })),
  mutant('bundles in nothing', [LINKS], ({ resolve }) => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, bundled: found.bundled.map((one) => ({ ...one, within: 'pkg:toy/nothing@1' })) };
    },
  })),
  mutant(
    'passes over what it does not know',
    ['dependencies of a malformed project are malformed-input'],
    reading((text) => text.replace(/^need app 1.0 sha1.*\n/m, '')),
  ),
  mutant('decodes without care', ['dependencies of whatever project, throw no raw error'], reading(decodeURIComponent)),
  mutant(
    'passes over what it cannot do',
    ['dependencies that the plugin cannot do are unsupported'],
    reading((text) => text.replace('needs a compiler\n', '')),
  ),
];
