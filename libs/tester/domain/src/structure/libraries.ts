import type { Finding, StructureCheck } from './finding.js';
import type { ImageTree } from './image-tree.js';
import type { ElfFacts } from './elf.js';
import { MACHINES, TRIPLETS } from './machine.js';
import type { TreeEntry } from './tree-entry.js';

/** Where the loader looks without a cache. @param machine of the program */
const defaultFolders = (machine: number): readonly string[] => [
  ...[TRIPLETS.get(machine) ?? []].flat().flatMap((triplet) => [`lib/${triplet}`, `usr/lib/${triplet}`]),
  ...['lib64', 'usr/lib64', 'lib', 'usr/lib'],
];

/** Java's launcher has loaded it before its libraries need it; they name it and do not say where. */
const besideLauncher = (name: string, origin: string): readonly string[] =>
  name === 'libjvm.so' ? [`${origin}/server`] : [];

/** Where a library is found for a program, as the loader would; undefined when it is not. */
export function findLibrary(
  tree: ImageTree,
  of: TreeEntry & { readonly elf: ElfFacts },
  name: string,
): { readonly entry: TreeEntry; readonly passed: readonly TreeEntry[] } | undefined {
  if (name.includes('/')) return tree.resolve(name);
  const origin = `/${of.path.slice(0, of.path.lastIndexOf('/'))}`;
  const own = of.elf.runPaths.map((path) => path.replaceAll(/\$ORIGIN|\$\{ORIGIN\}/g, origin));
  for (const folder of [...own, ...besideLauncher(name, origin), ...defaultFolders(of.elf.machine)]) {
    const found = tree.resolve(`${folder}/${name}`);
    // As the loader, which passes over a library for another machine and looks on.
    if (found?.entry.elf?.machine === of.elf.machine) return found;
  }
  return undefined;
}

export const isElf = (entry: TreeEntry): entry is TreeEntry & { readonly elf: ElfFacts } => entry.elf !== undefined;

/** Every library that a program or a library needs is where the loader looks. What is for another machine is data. */
export const libraries: StructureCheck = ({ tree, platform }) =>
  [...tree.entries]
    .filter(isElf)
    .filter(({ elf }) => elf.machine === MACHINES.get(platform))
    .flatMap((entry) =>
      entry.elf.needed
        .filter((name) => findLibrary(tree, entry, name) === undefined)
        .map((name): Finding => ({ rule: 'libraries', path: `/${entry.path}`, expected: `the library ${name}` })),
    );

const startedBy =
  (starter: (entry: TreeEntry) => string | undefined): StructureCheck =>
  ({ tree }) =>
    [...tree.entries].flatMap((entry): readonly Finding[] => {
      const interpreter = starter(entry);
      if (interpreter === undefined || tree.resolve(interpreter)?.entry.type === 'file') return [];
      return [{ rule: 'interpreter', path: `/${entry.path}`, expected: `${interpreter}, which starts it` }];
    });

/** Every program has what starts it. */
export const loaders = startedBy(({ elf }) => elf?.interpreter);

/**
 * Every script has what starts it. Modules of a project bring programs for its developers, which nobody asked for: what runs
 * is a file that the image's own program is given.
 */
export const scripts = startedBy(({ path, mode, interpreter }) =>
  (mode & 0o111) === 0 || MODULES.test(path) ? undefined : interpreter,
);

const MODULES = /(?:^|\/)node_modules\//;
