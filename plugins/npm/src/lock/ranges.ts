import { field, isObject, type JsonObject } from '../json/index.js';
import { isOutside } from '../versions/index.js';
import type { Edge, Graph } from './graph.js';
import type { LockEntry } from './lock-entry.js';

/** What the project's package.json says of `overrides`. */
export interface Overrides {
  /** All names in it, at whatever depth: npm may ask for others of these than is written elsewhere. */
  readonly names: ReadonlySet<string>;
  /** Ranges by name that are the same wherever a package is asked for: nothing else in it has the name. */
  readonly everywhere: ReadonlyMap<string, string>;
}

export function readOverrides(manifest: JsonObject): Overrides {
  const said = field(manifest, 'overrides');
  const all: [name: string, key: string, value: unknown][] = [];
  const open = isObject(said) ? [said] : [];
  for (const one of open) {
    for (const [key, value] of Object.entries(one)) {
      all.push([/^@?[^@]*/.exec(key)?.[0] ?? key, key, value]);
      if (isObject(value)) open.push(value);
    }
  }
  const top = all.slice(0, isObject(said) ? Object.keys(said).length : 0);
  const everywhere = top.flatMap(([name, key, value]) =>
    name === key && typeof value === 'string' && all.filter(([other]) => other === name).length === 1
      ? [[name, value] as const]
      : [],
  );
  return { names: new Set(all.map(([name]) => name)), everywhere: new Map(everywhere) };
}

/**
 * What a folder of the project asks for, as its package.json says, in a range that the release in the lock file is not in.
 * Of peers nothing is said, which `--legacy-peer-deps` passes over, nor of names that `overrides` has.
 */
export function outOfRange(
  { path, needs }: Pick<LockEntry, 'path' | 'needs'>,
  graph: Graph,
  overrides: Overrides,
): string | undefined {
  // Of several lists the last counts, as in the graph.
  const ranges = new Map([...needs.required, ...needs.optional, ...needs.dev]);
  for (const edge of graph.out(path)) {
    const range = ranges.get(edge.name);
    if (range === undefined || needs.accepted.has(edge.name) || overrides.names.has(edge.name)) continue;
    if (differs(edge, range)) return `${placeOf(edge)}, and ${manifestOf(path)} asks for ${range}`;
  }
  return undefined;
}

/**
 * What the project cannot do without, in another release than its `overrides` say. Folders of the project are not gone
 * through: not each npm hands overrides on to these.
 */
export function notOverridden(graph: Graph, { everywhere }: Overrides): string | undefined {
  const reached = new Set(['']);
  for (const path of reached) {
    for (const edge of graph.out(path)) {
      if (edge.kind !== 'must' || !isPlain(edge.to)) continue;
      const range = everywhere.get(edge.name);
      if (range !== undefined && !edge.from.needs.accepted.has(edge.name) && differs(edge, range)) {
        return `${placeOf(edge)}, and package.json overrides it with ${range}`;
      }
      reached.add(edge.to.path);
    }
  }
  return undefined;
}

/** A release that a range can be held against: an alias has versions of another package, a link those of a folder. */
const differs = ({ name, to }: Edge, range: string): boolean =>
  isPlain(to) && to.name === name && to.version !== undefined && isOutside(to.version, range);

/** What is bundled, or comes with a lock file of its own, is taken as its author chose it. */
const isPlain = (to: LockEntry | undefined): to is LockEntry =>
  to !== undefined && !to.link && !to.bundled && !to.shrinkwrapped;

const placeOf = ({ name, to }: Edge): string => `has ${name} ${to?.version ?? ''} at ${to?.path ?? ''}`;

/** The package.json of a folder of the project. */
export const manifestOf = (path: string): string => (path === '' ? 'package.json' : `${path}/package.json`);
