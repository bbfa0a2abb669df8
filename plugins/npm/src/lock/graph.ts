import type { LockEntry, Needs } from './lock-entry.js';
import { candidates } from './lock-path.js';

/** One entry of a lock file asks for another. */
export interface Edge {
  readonly from: LockEntry;
  /** As asked for: of an alias, the alias. */
  readonly name: string;
  /** Undefined for what the lock file does not have. */
  readonly to: LockEntry | undefined;
  /** `must`: without it, `from` does not work. `may`: it may be missing. `peer`: somebody else has to ask for it, too. */
  readonly kind: 'must' | 'may' | 'peer' | 'dev';
}

/** Who asks for what in a lock file, in both directions. Of no path: nobody. */
export interface Graph {
  readonly out: (path: string) => readonly Edge[];
  readonly into: (path: string) => readonly Edge[];
}

export function graphOf(entries: ReadonlyMap<string, LockEntry>): Graph {
  const out = new Map([...entries.values()].map((entry) => [entry.path, edgesOf(entry, entries)]));
  const into = new Map<string, Edge[]>();
  for (const edge of [...out.values()].flat()) {
    if (edge.to === undefined) continue;
    const known = into.get(edge.to.path);
    if (known === undefined) into.set(edge.to.path, [edge]);
    else known.push(edge);
  }
  return { out: (path) => out.get(path) ?? [], into: (path) => into.get(path) ?? [] };
}

function edgesOf(from: LockEntry, entries: ReadonlyMap<string, LockEntry>): readonly Edge[] {
  if (from.link) return [{ from, name: from.name, to: entries.get(from.resolved ?? ''), kind: 'must' }];
  return asked(from.needs).map(([name, kind]) => ({ from, name, to: find(from.path, name, entries), kind }));
}

/** Names in their order, each as what npm takes it for: of several lists that it is in, the last of these counts. */
function asked({ required, optional, peer, dev, optionalPeers }: Needs): readonly (readonly [string, Edge['kind']])[] {
  const kinds = new Map<string, Edge['kind']>();
  for (const name of peer.keys()) kinds.set(name, optionalPeers.includes(name) ? 'may' : 'peer');
  for (const name of required.keys()) kinds.set(name, 'must');
  for (const name of optional.keys()) kinds.set(name, 'may');
  for (const name of dev.keys()) kinds.set(name, 'dev');
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
}

function find(path: string, name: string, entries: ReadonlyMap<string, LockEntry>): LockEntry | undefined {
  for (const candidate of candidates(path, name)) {
    const entry = entries.get(candidate);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
