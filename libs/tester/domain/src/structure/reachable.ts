import type { Finding, StructureCheck, StructureInput, StructureRule } from './finding.js';
import { allows } from './image-tree.js';
import { findLibrary, isElf } from './libraries.js';
import type { TreeEntry } from './tree-entry.js';

const READ = 4;
const EXECUTE = 1;

interface Wish {
  readonly rule: StructureRule;
  readonly path: string;
  /** Rights on what the path leads to. */
  readonly bits: number;
  readonly word: string;
}

/** Why the image's user cannot use what a path leads to: missing, a closed folder on the way, or its own mode. */
function problem({ tree, user }: StructureInput, wish: Wish): readonly Finding[] {
  const found = tree.resolve(wish.path);
  const { rule, path } = wish;
  const who = `uid ${String(user.uid)}`;
  if (found === undefined) return [{ rule, path, expected: 'it exists' }];
  const closed = found.passed.find((folder) => !allows(folder, user, EXECUTE));
  if (closed !== undefined)
    return [{ rule, path: `/${closed.path}`, expected: `${who} may pass, on the way to ${path}` }];
  return allows(found.entry, user, wish.bits) ? [] : [{ rule, path, expected: `${who} may ${wish.word} it` }];
}

/** The user is not root. */
export const nonRoot: StructureCheck = ({ user }) =>
  user.uid > 0 && user.gid > 0 ? [] : [{ rule: 'non-root', path: '/', expected: 'a user and a group other than root' }];

/** The user may enter the working directory. */
export const workdir: StructureCheck = (input) => {
  const wish = { rule: 'workdir', path: input.workdir, bits: EXECUTE, word: 'enter' } as const;
  const found = input.tree.resolve(input.workdir);
  if (found !== undefined && found.entry.type !== 'directory') {
    return [{ rule: 'workdir', path: input.workdir, expected: 'a directory' }];
  }
  return problem(input, wish);
};

/** The user may read what the definition put there. */
export const files: StructureCheck = (input) =>
  input.files.flatMap((path) => problem(input, { rule: 'files', path, bits: READ, word: 'read' }));

/** The user may start the entrypoint and read everything that starting it loads. */
export const entrypoint: StructureCheck = (input) => {
  const { tree, entrypoint: argv } = input;
  const [program] = argv;
  // A base for other images starts nothing.
  if (program === undefined) return [];
  if (!program.startsWith('/')) return [{ rule: 'entrypoint', path: program, expected: 'an absolute path' }];
  const found = tree.resolve(program);
  if (found !== undefined && found.entry.type !== 'file') {
    return [{ rule: 'entrypoint', path: program, expected: 'a file' }];
  }
  const start = problem(input, { rule: 'entrypoint', path: program, bits: EXECUTE, word: 'execute' });
  const loaded = found === undefined ? [] : loadedBy(input, found.entry);
  return [...start, ...loaded.flatMap((wish) => problem(input, wish))];
};

/** Loader, interpreter and libraries, and what those load in turn. What is missing is another rule's finding. */
function loadedBy({ tree }: StructureInput, program: TreeEntry): readonly Wish[] {
  const wishes = new Map<string, Wish>();
  const queue = [program];
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    const starter = entry.elf?.interpreter ?? entry.interpreter;
    const paths = isElf(entry) ? libraryPaths(tree, entry) : [];
    for (const path of starter === undefined ? paths : [starter, ...paths]) {
      const next = tree.resolve(path)?.entry;
      if (next === undefined || wishes.has(path)) continue;
      const isStarter = path === starter;
      wishes.set(path, {
        rule: 'entrypoint',
        path,
        bits: isStarter ? EXECUTE : READ,
        word: isStarter ? 'execute' : 'read',
      });
      queue.push(next);
    }
  }
  return [...wishes.values()];
}

const libraryPaths = (
  tree: StructureInput['tree'],
  entry: TreeEntry & { readonly elf: NonNullable<TreeEntry['elf']> },
): readonly string[] =>
  entry.elf.needed.flatMap((name) => {
    const found = findLibrary(tree, entry, name);
    return found === undefined ? [] : [`/${found.entry.path}`];
  });
