import { counted } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';
import { imageOf, ofImage } from './image-parts.js';
import { isOfType } from './known-event.js';

/** An event and what led to it. Each event is told once; where it leads to several, later ones only name it. */
export interface CauseNode {
  readonly event: ArchivedEvent;
  readonly causes: readonly CauseNode[];
  /** Told elsewhere in the tree already. */
  readonly repeated: boolean;
  /** Causes that are not in the archive. */
  readonly missing: readonly string[];
  /** How many causes are left out because they concern other images only. */
  readonly others: number;
}

/**
 * The tree of causes of an event; `events` holds all of its ancestors.
 * @param subject what was asked about: an image's name tells whose story it is where the event names none
 */
export function causeTree(root: ArchivedEvent, events: ReadonlyMap<string, ArchivedEvent>, subject: string): CauseNode {
  const told = new Set<string>();
  const images = new Set([...events.values()].map(imageOf));
  const image = imageOf(root) ?? (images.has(subject) ? subject : undefined);
  const visit = (event: ArchivedEvent): CauseNode => {
    if (told.has(event.id)) return { event, causes: [], repeated: true, missing: [], others: 0 };
    told.add(event.id);
    const known = event.causes.flatMap((id) => events.get(id) ?? []);
    const missing = event.causes.filter((id) => !events.has(id));
    const own = ownCauses(event, known, image);
    const causes = newestFirst(own).map(visit);
    return { event, causes, repeated: false, missing, others: known.length - own.length };
  };
  return visit(root);
}

/**
 * A snapshot is taken for every definition that reads the archive, and a recipe is built for every lock that has it: of
 * such causes those of the image asked about tell its story, and the lock of the parent on which a derived image was locked. A
 * recipe that was built for another image is told with that one.
 */
function ownCauses(
  event: ArchivedEvent,
  causes: readonly ArchivedEvent[],
  image: string | undefined,
): readonly ArchivedEvent[] {
  if (image === undefined) return causes;
  const told = new Set([...ofImage(causes, image), ...parentLocks(event, causes)]);
  const own = causes.filter((cause) => told.has(cause));
  return own.length > 0 || isOfType(event, 'watcher.ArchiveSnapshotTaken.v1') ? own : causes;
}

function parentLocks(event: ArchivedEvent, causes: readonly ArchivedEvent[]): readonly ArchivedEvent[] {
  if (!isOfType(event, 'builder.LockResolved.v1', 'builder.ParentFollowed.v1')) return [];
  const { from } = event.data;
  return causes.filter((cause) => isOfType(cause, 'builder.LockResolved.v1') && imageOf(cause) === from?.image);
}

const newestFirst = (events: readonly ArchivedEvent[]): readonly ArchivedEvent[] =>
  [...events].sort((a, b) => (a.sequencedAt > b.sequencedAt ? -1 : a.sequencedAt < b.sequencedAt ? 1 : 0));

/** A tree as lines for people, a branch deeper each level. */
export function treeLines(node: CauseNode, line: (event: ArchivedEvent) => string): readonly string[] {
  const below = (children: readonly CauseNode[], indent: string): readonly string[] =>
    children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return [
        `${indent}${last ? '└─ ' : '├─ '}${line(child.event)}${remark(child)}`,
        ...below(child.causes, `${indent}${last ? '   ' : '│  '}`),
      ];
    });
  return [`${line(node.event)}${remark(node)}`, ...below(node.causes, '')];
}

function remark({ repeated, missing, others }: CauseNode): string {
  const remarks = [
    ...(repeated ? ['see above'] : []),
    ...(others > 0 ? [`${counted(others, 'cause')} of other images left out`] : []),
    ...(missing.length > 0 ? [`${counted(missing.length, 'cause')} not in the archive`] : []),
  ];
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}
