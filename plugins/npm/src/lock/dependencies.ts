import type {
  BundledDependency,
  Project,
  ProjectDependencies,
  ProjectLink,
  ProjectOptions,
  ProjectResolution,
} from '@quench/plugin-sdk';
import { containerOf } from './bundled.js';
import { gather } from './gather.js';
import { graphOf } from './graph.js';
import { installed } from './installed.js';
import { fetchedRelease, lockedRelease } from './locked-release.js';
import type { LockEntry } from './lock-entry.js';
import { readLockFile } from './lock-file.js';
import { checkManifests } from './manifests.js';
import { OWN_RC, ownRegistries } from './own-registries.js';
import { npmPlatform } from './platform.js';
import { programs } from './programs.js';
import { requiredBy } from './required-by.js';
import { refuseScripts } from './scripts.js';

/**
 * What a project's lock file says, as `npm ci --omit=dev` reads it. Nothing is asked of anybody.
 *
 * `engines` are not looked at: they are wishes, of which npm warns. Only of optional packages npm does more, and then by
 * the Node that runs npm, not by the one of an image.
 */
export const dependencies: ProjectDependencies = {
  manifests: ['package.json', '**/package.json', 'package-lock.json', 'npm-shrinkwrap.json', OWN_RC],
  resolve: async (project, options) => resolve(project, options),
};

function resolve(project: Project, options: ProjectOptions): ProjectResolution {
  const { name, entries } = readLockFile(project);
  const graph = graphOf(entries);
  checkManifests(project, { name, entries }, graph);
  const kept = installed({ name, entries }, graph, npmPlatform(options));
  refuseScripts(kept.values(), options.withoutScripts);
  const links = [...kept.values()].filter(({ link }) => link);
  const packages = [...kept.values()]
    .filter(({ link }) => !link)
    .map((entry) => ({ entry, container: containerOf(entry, kept) }));
  const linked = programs(kept, entries);
  const linkedFrom = (paths: readonly string[]): readonly ProjectLink[] =>
    paths.flatMap((path) => linked.get(path) ?? []);
  const inside = (path: string): readonly string[] =>
    packages.filter(({ container }) => container?.path === path).map(({ entry }) => entry.path);
  return {
    dependencies: gather(
      packages.filter(({ container }) => container === undefined).map(({ entry }) => fetchedRelease(entry, name)),
      {
        programsAt: (path) => sorted(linkedFrom([path, ...inside(path)])),
        requiredBy: requiredBy(entries, kept, graph),
        registryOf: ownRegistries(project),
      },
    ),
    bundled: bundledOf(packages, name),
    links: sorted([...links.map(folderLink), ...linkedFrom(links.map(({ path }) => path))]),
  };
}

/** Each release once for each that it comes in. */
function bundledOf(
  packages: readonly { readonly entry: LockEntry; readonly container: LockEntry | undefined }[],
  file: string,
): readonly BundledDependency[] {
  const all = packages.flatMap(({ entry, container }) =>
    container === undefined ? [] : [{ ...lockedRelease(entry, file), within: lockedRelease(container, file).purl }],
  );
  const distinct = new Map(all.map((one) => [`${one.purl} ${one.within}`, one]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

const folderLink = ({ path, resolved = '' }: LockEntry): ProjectLink => ({ path, target: resolved, kind: 'folder' });

const sorted = (links: readonly ProjectLink[]): readonly ProjectLink[] =>
  [...links].sort((a, b) => (a.path < b.path ? -1 : 1));
