import type { ImageEntry } from '@quench/plugin-sdk';
import { Rejection } from '@quench/kernel';
import { parentsOf } from './directories.js';
import type { DefinitionEntries } from './definition-entries.js';
import type { DirectoryFact, PackageFacts } from './layer-job.js';
import { collision, OTHER_PACKAGES } from './package-layer.js';

export interface MergeInput {
  /** By layer, in the order in which layers are applied. */
  readonly layers: readonly (readonly PackageFacts[])[];
  /** What the plugins make from all packages. */
  readonly finish: readonly ImageEntry[];
  readonly definition: DefinitionEntries;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** The entries of the layer below all packages and of the one above them. */
export interface MergedImage {
  readonly base: readonly ImageEntry[];
  readonly top: readonly ImageEntry[];
}

/** Who mentioned a path first, and as what. */
interface Claim {
  readonly by: string;
  readonly directory?: DirectoryFact | undefined;
}

/**
 * Puts packages, the image's own layout and the definition together. Directories merge, and the first to mention one
 * decides: the image, then packages by purl. A layer cannot know that, so where a later layer says otherwise the top
 * layer says it once more.
 * @throws Rejection `path-collision`
 */
export function mergeImage({ layers, finish, definition, mtime }: MergeInput): MergedImage {
  const claims = new Map<string, Claim>();
  const ours = new Map<string, ImageEntry>();
  for (const entry of finish) {
    claim(claims, entry.path, { by: 'image', directory: directoryOf(entry) });
    if (!ours.has(entry.path)) ours.set(entry.path, entry);
  }
  for (const facts of [...layers.flat()].sort((a, b) => (a.purl < b.purl ? -1 : 1))) {
    for (const directory of facts.directories) claim(claims, directory.path, { by: facts.purl, directory });
    for (const path of facts.others) claim(claims, path, { by: facts.purl });
  }
  const inBase = [...ours.values()].filter(isPlain);
  const own = definitionOwn(definition, claims, ours);
  const replaced = new Set(own.map(({ path }) => path));
  const corrected = corrections(claims, layers, inBase)
    .filter(({ path }) => !replaced.has(path))
    .map((fact) => directory(fact));
  const again = new Set(corrected.map(({ path }) => path));
  const top = [...ours.values()].filter(
    (entry) => !isPlain(entry) && !replaced.has(entry.path) && !again.has(entry.path),
  );
  const added = missingParents([...finish, ...own], claims);
  return {
    // Of no time, so that images share this layer.
    base: inBase.filter(({ path }) => !replaced.has(path)).map((entry) => ({ ...entry, mtime: 0 })),
    top: [...top, ...own, ...added, ...corrected].map((entry) => ({ ...entry, mtime })),
  };
}

/** What does not differ between images and may lie below the packages. */
const isPlain = (entry: ImageEntry): boolean =>
  entry.type === 'symlink' ||
  (entry.type === 'directory' && entry.mode === 0o755 && entry.uid === 0 && entry.gid === 0);

const directoryOf = (entry: ImageEntry): DirectoryFact | undefined =>
  entry.type === 'directory' ? { path: entry.path, mode: entry.mode, uid: entry.uid, gid: entry.gid } : undefined;

function claim(claims: Map<string, Claim>, path: string, next: Claim): void {
  const first = claims.get(path);
  if (first === undefined) claims.set(path, next);
  else if (first.directory === undefined || next.directory === undefined) {
    throw collision(path, [first.by, next.by], OTHER_PACKAGES);
  }
}

/** What the definition adds, after a look at what is there. */
function definitionOwn(
  { files, volumes, workdir }: DefinitionEntries,
  claims: ReadonlyMap<string, Claim>,
  ours: ReadonlyMap<string, ImageEntry>,
): readonly ImageEntry[] {
  const own = new Map(files.map((entry) => [entry.path, entry]));
  for (const { path } of files) {
    const first = claims.get(path);
    if (first?.directory !== undefined) throw definitionCollision(path, first.by, 'files');
  }
  const owned = [
    ...volumes.filter(({ path }) => !ours.has(path)).map((entry) => ({ entry, key: 'volumes' })),
    ...workdir.filter(({ path }) => !claims.has(path)).map((entry) => ({ entry, key: 'workdir' })),
  ];
  for (const { entry, key } of owned) {
    const first = claims.get(entry.path);
    if (first !== undefined && first.directory === undefined) throw definitionCollision(entry.path, first.by, key);
    if (own.get(entry.path)?.type === 'file') throw definitionCollision(entry.path, "the definition's files", key);
    own.set(entry.path, own.get(entry.path) ?? entry);
  }
  for (const path of own.keys()) refuseUnderLinks(path, claims, own);
  return [...own.values()];
}

/** @param key of the definition, whose path it is */
const definitionCollision = (path: string, first: string, key: string): Rejection =>
  collision(path, [first, `the definition's ${key}`], `Write another path under ${key}`);

/** An engine may follow a link or replace it; nobody should depend on which. */
function refuseUnderLinks(
  path: string,
  claims: ReadonlyMap<string, Claim>,
  own: ReadonlyMap<string, ImageEntry>,
): void {
  for (const parent of parentsOf(path)) {
    const first = claims.get(parent);
    const leads =
      first === undefined ? (own.get(parent)?.type ?? 'directory') === 'directory' : first.directory !== undefined;
    if (leads) continue;
    throw new Rejection(
      'path-collision',
      `/${path} of the definition is below /${parent}, which is no directory in ${first?.by ?? 'the definition'}. ` +
        'Write the path that it leads to, where it is a link, or another one.',
    );
  }
}

/** Directories of which the last layer that mentions them says something else than whoever decides. */
function corrections(
  claims: ReadonlyMap<string, Claim>,
  layers: readonly (readonly PackageFacts[])[],
  base: readonly ImageEntry[],
): readonly DirectoryFact[] {
  const applied = new Map<string, DirectoryFact>();
  for (const entry of base) if (entry.type === 'directory') applied.set(entry.path, entry);
  for (const layer of layers) {
    const inLayer = new Map<string, DirectoryFact>();
    for (const fact of layer.flatMap(({ directories }) => directories)) {
      if (!inLayer.has(fact.path)) inLayer.set(fact.path, fact);
    }
    for (const [path, fact] of inLayer) applied.set(path, fact);
  }
  return [...applied].flatMap(([path, fact]) => {
    const wanted = claims.get(path)?.directory;
    return wanted === undefined || sameDirectory(wanted, fact) ? [] : [wanted];
  });
}

const sameDirectory = (a: DirectoryFact, b: DirectoryFact): boolean =>
  a.mode === b.mode && a.uid === b.uid && a.gid === b.gid;

/** Directories that something is in and that nobody mentions. */
function missingParents(entries: readonly ImageEntry[], claims: ReadonlyMap<string, Claim>): readonly ImageEntry[] {
  const mentioned = new Set([...claims.keys(), ...entries.map(({ path }) => path)]);
  const missing = new Set(entries.flatMap(({ path }) => parentsOf(path)).filter((path) => !mentioned.has(path)));
  return [...missing].map((path) => directory({ path, mode: 0o755, uid: 0, gid: 0 }));
}

const directory = (fact: DirectoryFact): ImageEntry => ({ type: 'directory', ...fact, mtime: 0 });
