import { elfFacts, type ElfFacts } from './elf.js';

/** An entry of a layer as its archive says it; the shape of the `ImageLayers` port. */
export type ArchivedEntry = {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
} & (
  | { readonly type: 'directory' }
  | { readonly type: 'file'; readonly content: Uint8Array; readonly md5: string }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'hardlink'; readonly target: string }
);

/** What the rules look at, without the bytes. */
export interface TreeEntry {
  readonly path: string;
  readonly type: 'directory' | 'file' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of a symlink, as written. */
  readonly target?: string | undefined;
  readonly md5?: string | undefined;
  readonly elf?: ElfFacts | undefined;
  /** The program that a script names in its first line. */
  readonly interpreter?: string | undefined;
  /** Only of lists of checksums. */
  readonly text?: string | undefined;
}

/** What the rules look at in an entry of a layer: a hard link is what it leads to, which the layers before it say. */
export type LayerFact = TreeEntry | { readonly type: 'hardlink'; readonly path: string; readonly target: string };

const CHECKSUMS = /^var\/lib\/dpkg\/(info|status\.d)\/[^/]+\.md5sums$/;
const MAX_FIRST_LINE = 256;

/** What is kept of an entry. */
export function layerFact(entry: ArchivedEntry): LayerFact {
  if (entry.type !== 'hardlink') return treeEntry(entry);
  const { type, path, target } = entry;
  return { type, path, target };
}

/** The facts of a file, a directory or a symlink. */
function treeEntry(entry: Exclude<ArchivedEntry, { type: 'hardlink' }>): TreeEntry {
  const { path, mode, uid, gid } = entry;
  const at = { path, mode, uid, gid };
  if (entry.type === 'directory') return { ...at, type: 'directory' };
  if (entry.type !== 'file') return { ...at, type: 'symlink', target: entry.target };
  const { content, md5 } = entry;
  return {
    ...at,
    type: 'file',
    md5,
    elf: elfFacts(content),
    interpreter: interpreterOf(content),
    text: CHECKSUMS.test(path) ? new TextDecoder().decode(content) : undefined,
  };
}

function interpreterOf(content: Uint8Array): string | undefined {
  if (content[0] !== 0x23 || content[1] !== 0x21) return undefined;
  const line = new TextDecoder().decode(content.subarray(2, MAX_FIRST_LINE)).split('\n')[0] ?? '';
  return line.trim().split(/\s+/)[0];
}
