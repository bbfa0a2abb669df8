import type { ArchivedEvent } from './archive.projection.js';

/** An event and what led to it. Each event is told once; where it leads to several, later ones only name it. */
export interface CauseNode {
  readonly event: ArchivedEvent;
  readonly causes: readonly CauseNode[];
  /** Told elsewhere in the tree already. */
  readonly repeated: boolean;
  /** Causes that are not in the archive. */
  readonly missing: readonly string[];
}

/** The tree of causes of an event; `events` holds all of its ancestors. */
export function causeTree(root: ArchivedEvent, events: ReadonlyMap<string, ArchivedEvent>): CauseNode {
  const told = new Set<string>();
  const visit = (event: ArchivedEvent): CauseNode => {
    if (told.has(event.id)) return { event, causes: [], repeated: true, missing: [] };
    told.add(event.id);
    const known = event.causes.flatMap((id) => events.get(id) ?? []);
    const missing = event.causes.filter((id) => !events.has(id));
    return { event, causes: newestFirst(known).map(visit), repeated: false, missing };
  };
  return visit(root);
}

const newestFirst = (events: readonly ArchivedEvent[]): readonly ArchivedEvent[] =>
  [...events].sort((a, b) => (a.sequencedAt > b.sequencedAt ? -1 : a.sequencedAt < b.sequencedAt ? 1 : 0));

/** A tree as lines for people, a branch deeper each level. */
export function treeLines(node: CauseNode, line: (event: ArchivedEvent) => string): readonly string[] {
  const below = (children: readonly CauseNode[], indent: string): readonly string[] =>
    children.flatMap((child, index) => {
      const last = index === children.length - 1;
      const head = `${indent}${last ? '└─ ' : '├─ '}${line(child.event)}${child.repeated ? ' (see above)' : ''}`;
      return [head, ...below(child.causes, `${indent}${last ? '   ' : '│  '}`)];
    });
  return [line(node.event), ...below(node.causes, '')];
}
