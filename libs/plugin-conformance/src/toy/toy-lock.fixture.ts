import {
  PluginError,
  type BundledDependency,
  type ProjectDependencies,
  type ProjectDependency,
  type ProjectLink,
  type ProjectResolution,
} from '@quench/plugin-sdk';
import { toyNaming } from './toy-naming.fixture.js';

const LOCK = 'toy.lock';
const DEPENDENCY = /^need (\S+) (\S+) sha256:([0-9a-f]{64}) (\S+)(?: for (\S+))?$/;
const BUNDLED = /^inside (\S+) (\S+) (\S+) (\S+)$/;
const LINK = /^link (\S+) (\S+)$/;

const malformed = (why: string): PluginError => new PluginError('malformed-input', `${LOCK} cannot be read: ${why}`);

function inside(path: string): string {
  if (path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')) return path;
  throw malformed(`"${path}" leaves the project`);
}

/** Reads one kind of line of a lock file. */
const linesLike = <Read>(
  lines: readonly string[],
  shape: RegExp,
  read: (parts: readonly string[]) => Read,
): readonly Read[] =>
  lines.flatMap((line) => {
    const parts = shape.exec(line);
    return parts === null ? [] : [read(parts.map((part) => (part as string | undefined) ?? ''))];
  });

const byPurl = (one: { readonly purl: string }, other: { readonly purl: string }): number =>
  one.purl < other.purl ? -1 : 1;
const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  one.path < other.path ? -1 : 1;

const dependencyOf = ([
  ,
  name = '',
  version = '',
  digest = '',
  places = '',
  requiredBy,
]: readonly string[]): ProjectDependency => ({
  ...{ purl: toyNaming.describe({ name, version }), name, version, checksums: [`sha256:${digest}`] },
  ...{ url: undefined, registry: undefined },
  places: places
    .split(',')
    .map((path) => ({ path: inside(path), programs: [] }))
    .sort(byPath),
  requiredBy: requiredBy === '' ? undefined : requiredBy,
});

const bundledOf = ([, name = '', version = '', parent = '', of = '']: readonly string[]): BundledDependency => ({
  ...{ purl: toyNaming.describe({ name, version }), name, version },
  within: toyNaming.describe({ name: parent, version: of }),
});

const linkOf = ([, path = '', target = '']: readonly string[]): ProjectLink => ({
  ...{ path: inside(path), target: inside(target), kind: 'folder' },
});

function resolutionOf(text: string): ProjectResolution {
  const [head, ...lines] = text.split('\n').filter((line) => line !== '');
  if (head !== 'toy-lock 1' || lines.pop() !== 'end') throw malformed('it has no head or no end');
  const strange = lines.find(
    (line) => ![DEPENDENCY, BUNDLED, LINK, /^needs a compiler$/].some((shape) => shape.test(line)),
  );
  if (strange !== undefined) throw malformed(`"${strange}" is not known`);
  if (lines.includes('needs a compiler')) throw new PluginError('unsupported', 'there is no compiler');
  const dependencies = [...linesLike(lines, DEPENDENCY, dependencyOf)].sort(byPurl);
  const twice = dependencies.find(({ purl }, at) => at > 0 && dependencies[at - 1]?.purl === purl);
  if (twice !== undefined) throw malformed(`${twice.purl} is there twice`);
  return {
    dependencies,
    bundled: [...linesLike(lines, BUNDLED, bundledOf)].sort(byPurl),
    links: [...linesLike(lines, LINK, linkOf)].sort(byPath),
  };
}

/** A line for each package, with its checksum, its places and who needs it. */
export const toyLocks: ProjectDependencies = {
  manifests: [LOCK],
  resolve: (project) =>
    Promise.resolve().then(() => {
      const text = project.get(LOCK);
      if (text === undefined) throw malformed('it is not there');
      return resolutionOf(text);
    }),
};
