import { PluginError, type Dependency, type DistributionPlugin, type Resolution } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<DistributionPlugin, 'dependencies'>('dependencies');

const WITHOUT = 'dependencies leave out what `without` names, and what only that needs';
const PINS = 'dependencies have a pinned version that only other snapshots list, and change nothing else';
const LOWER = 'dependencies have the newest version below a pinned one';
const UNSATISFIABLE = 'dependencies that nobody has are unsatisfiable, and it says from where to what';

type Resolve = DistributionPlugin['dependencies']['resolve'];

/** Resolves, and says of each dependency something else. */
const saying =
  (other: (one: Dependency) => Partial<Dependency>) =>
  ({ resolve }: { readonly resolve: Resolve }): { readonly resolve: Resolve } => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, dependencies: found.dependencies.map((one) => ({ ...one, ...other(one) })) };
    },
  });

/** A source that is more than its data. */
class Source {
  constructor(
    readonly name: string,
    readonly version: string,
  ) {}
}

const NOTHING: Resolution = { dependencies: [], dropped: [] };

const isUnsatisfiable = (error: unknown): error is PluginError =>
  error instanceof PluginError && error.code === 'unsatisfiable';

/** Ways to resolve wrongly. */
export const dependencyMutants = [
  mutant('resolves backwards', ['dependencies are sorted by purl, each once'], ({ resolve }) => ({
    resolve: async (...asked) => {
      const found = await resolve(...asked);
      return { ...found, dependencies: [...found.dependencies].reverse() };
    },
  })),
  mutant(
    'leaves the version open',
    ['dependencies have purls that name the very release'],
    saying(({ name }) => ({ purl: `pkg:toy/${name}` })),
  ),
  mutant(
    'guesses sizes',
    ['dependencies have a digest, a size and a place'],
    saying(({ size }) => ({ size: size + 0.5 })),
  ),
  mutant(
    'says of nobody that it asked',
    ['dependencies are asked for by one another, up to the project'],
    saying(({ requiredBy }) => ({ requiredBy: requiredBy && 'nobody' })),
  ),
  mutant(
    'names another suite',
    ['dependencies are of the snapshots'],
    saying(() => ({ from: { origin: 'Toy', suite: 'two' } })),
  ),
  mutant(
    'answers with objects of a class',
    ['every question has an answer of plain data, which survives being cloned'],
    saying(({ name, version }) => ({ source: new Source(name, version) })),
  ),
  mutant('leaves nothing out', [WITHOUT], ({ resolve }) => ({
    resolve: (project, options, host) => resolve(project, { ...options, without: [] }, host),
  })),
  mutant('leaves out what the project asks for', [WITHOUT], ({ resolve }) => ({
    resolve: async (project, options, host) => {
      const found = await resolve(project, options, host);
      const kept = found.dependencies.filter(({ name }) => !options.without.includes(name));
      return { ...found, dependencies: kept };
    },
  })),
  mutant('forgets what is held back', [PINS, LOWER], ({ resolve }) => ({
    resolve: (project, { pins: _, ...options }, host) => resolve(project, options, host),
  })),
  mutant('looks for pinned versions in the newest snapshots only', [PINS], ({ resolve }) => ({
    resolve: (project, { keep: _, ...options }, host) => resolve(project, options, host),
  })),
  mutant('knows no version below another', [LOWER], ({ resolve }) => ({
    resolve: (project, options, host) =>
      resolve(project, { ...options, pins: (options.pins ?? []).filter((pin) => !('below' in pin)) }, host),
  })),
  mutant(
    'takes a pin for a wish',
    ['dependencies are the same with pins to what they are, and to what nobody needs'],
    ({ resolve }) => ({
      resolve: async (project, options, host) => {
        const found = await resolve(project, options, host);
        const wanted = (options.pins ?? []).map(({ name }) => name);
        const dependencies = found.dependencies.map((one) =>
          wanted.includes(one.name) ? { ...one, requiredBy: undefined } : one,
        );
        return { ...found, dependencies };
      },
    }),
  ),
  mutant(
    'passes over what it cannot read',
    ['dependencies of a malformed project are malformed-input'],
    ({ resolve }) => ({
      resolve: (project, ...asked) => resolve(new Map([['toy.txt', ''], ...project]), ...asked),
    }),
  ),
  mutant('passes over what nobody has', [UNSATISFIABLE], ({ resolve }) => ({
    resolve: (...asked) =>
      resolve(...asked).catch((error: unknown) => {
        if (isUnsatisfiable(error)) return NOTHING;
        throw error;
      }),
  })),
  mutant('does not say who needs what nobody has', [UNSATISFIABLE], ({ resolve }) => ({
    resolve: (...asked) =>
      resolve(...asked).catch((error: unknown) => {
        throw isUnsatisfiable(error) ? new PluginError('unsatisfiable', error.message) : error;
      }),
  })),
  mutant('decodes without care', ['dependencies of whatever project, throw no raw error'], ({ resolve }) => ({
    resolve: (project, ...asked) =>
      resolve(new Map([...project].map(([path, text]) => [path, decodeURIComponent(text)])), ...asked),
  })),
];
