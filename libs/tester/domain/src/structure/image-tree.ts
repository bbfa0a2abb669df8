import type { LayerFact, TreeEntry } from './tree-entry.js';

/** Whose rights count. */
export interface TreeUser {
  readonly uid: number;
  readonly gid: number;
}

const MAX_LINKS = 40;
const WHITEOUT = '.wh.';

const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
const isStep = (part: string): boolean => part !== '' && part !== '.';
const stepTo = (from: string, name: string): string =>
  name === '..' ? parentOf(from) : from === '' ? name : `${from}/${name}`;
const implied = (path: string): TreeEntry => ({ path, type: 'directory', mode: 0o755, uid: 0, gid: 0 });

/** An image's entries after all its layers: the later one of a path counts. Paths have no leading `/`; the root is ''. */
export class ImageTree {
  private readonly byPath = new Map<string, TreeEntry>([['', implied('')]]);
  /** Entries that hide others; a layer of one build has none. */
  readonly whiteouts: string[] = [];
  /** Hard links whose target is not there when they come. */
  readonly brokenLinks: { readonly path: string; readonly target: string }[] = [];

  add(entry: LayerFact): void {
    const name = entry.path.slice(parentOf(entry.path).length).replace(/^\//, '');
    if (name.startsWith(WHITEOUT)) {
      this.whiteouts.push(entry.path);
      return;
    }
    this.addParents(entry.path);
    if (entry.type !== 'hardlink') {
      this.byPath.set(entry.path, entry);
      return;
    }
    const target = this.byPath.get(entry.target);
    if (target === undefined) this.brokenLinks.push(entry);
    else this.byPath.set(entry.path, { ...target, path: entry.path });
  }

  /** In the order in which they came. */
  get entries(): Iterable<TreeEntry> {
    return this.byPath.values();
  }

  /**
   * The entry that a path leads to, following links, and the directories passed on the way.
   * Undefined when there is none, or the links go round in circles.
   */
  resolve(path: string): { readonly entry: TreeEntry; readonly passed: readonly TreeEntry[] } | undefined {
    let todo = path.split('/').filter(isStep);
    const passed: TreeEntry[] = [];
    let at = '';
    for (let links = 0; links <= MAX_LINKS;) {
      const here = this.byPath.get(at) ?? implied(at);
      const name = todo.shift();
      if (name === undefined) return { entry: here, passed };
      if (here.type !== 'directory') return undefined;
      passed.push(here);
      const next = this.byPath.get(stepTo(at, name));
      if (next === undefined) return undefined;
      if (next.type !== 'symlink') at = next.path;
      else {
        links++;
        const target = next.target ?? '';
        if (target.startsWith('/')) at = '';
        todo = [...target.split('/').filter(isStep), ...todo];
      }
    }
    return undefined;
  }

  private addParents(path: string): void {
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (!this.byPath.has(parent)) this.byPath.set(parent, implied(parent));
    }
  }
}

/** Whether the bits of a mode (4 read, 2 write, 1 execute or enter) are all given to the user. */
export function allows(entry: TreeEntry, user: TreeUser, bits: number): boolean {
  const rights = entry.uid === user.uid ? entry.mode >> 6 : entry.gid === user.gid ? entry.mode >> 3 : entry.mode;
  return (rights & bits) === bits;
}
