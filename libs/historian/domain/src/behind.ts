import type { LineChannels } from './line-channels.js';
import { contentsOf, firstSeen, type LineStory, type OpenUpdate } from './line-story.js';
import type { NoticedIndex } from './noticed.js';

/** A package of which a channel of a line hands out less than the archive has. */
export interface BehindPackage {
  readonly name: string;
  /** What is handed out. */
  readonly has: string;
  readonly newest: string;
  readonly because: OpenUpdate['state'] | 'frozen' | 'failing';
  /** How many versions came after what is handed out, as far as the factory saw them. */
  readonly versions: number;
  /** When the first of them was noticed. */
  readonly since: string;
}

/** A version that an archive has and that a line cannot take, as its resolution fails. */
export interface MissedVersion {
  readonly name: string;
  readonly to: string;
  /** When the snapshot was taken that brought it. */
  readonly at: string;
}

/** What is known of a line. */
export interface BehindInput {
  readonly story: LineStory;
  readonly channels: LineChannels | undefined;
  /** Oldest first. */
  readonly missed: readonly MissedVersion[];
  /** Whether the head revision was rejected, or could not be built. */
  readonly headFails: boolean;
  readonly index: NoticedIndex;
}

interface Row extends Omit<BehindPackage, 'versions'> {
  readonly versions: ReadonlySet<string>;
}

/**
 * What a line is behind with: revisions that are locked and not handed out, updates that wait, and what its resolution
 * fails to take. None of a line that was never published. In the order of names.
 */
export function behindOf(input: BehindInput): readonly BehindPackage[] {
  if (input.channels?.behind === undefined) return [];
  const rows = new Map<string, Row>();
  addUnpublished(rows, input, input.channels.behind);
  addOpen(rows, input, input.channels.behind);
  for (const { name, to, at } of input.missed) {
    const from = input.story.contents.get(name);
    if (from !== undefined && from !== to) add(rows, { name, from, to, because: 'failing', at });
  }
  return [...rows.values()]
    .filter(({ has, newest }) => has !== newest)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => ({ ...row, versions: row.versions.size }));
}

/** A line may have taken other versions below one that waits. */
function addOpen(
  rows: Map<string, Row>,
  { story, index }: BehindInput,
  { revision }: NonNullable<LineChannels['behind']>,
): void {
  const handedOut = contentsOf(story.locks.filter((one) => one.revision <= revision));
  for (const { opened, state } of story.open.values()) {
    for (const event of opened) {
      const { packages, range } = event.data;
      for (const { name, from, to } of packages) {
        // Of a placed package an image may have several ranges under one name.
        const has = range === undefined ? handedOut.get(name) : undefined;
        add(rows, { name, from: has ?? from, to, because: state, at: firstSeen(event, index) });
      }
    }
  }
}

function addUnpublished(
  rows: Map<string, Row>,
  { story, headFails }: BehindInput,
  { revision, frozen }: NonNullable<LineChannels['behind']>,
): void {
  const because = frozen ? 'frozen' : headFails ? 'failing' : 'on-its-way';
  for (const lock of story.locks.filter((one) => one.revision > revision)) {
    for (const { kind, name, from, to, noticed = lock.at } of lock.changes) {
      if (kind === 'removed') rows.delete(name);
      else if (kind === 'updated') add(rows, { name, from, to, because, at: noticed });
    }
  }
}

interface Newer {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly because: BehindPackage['because'];
  readonly at: string;
}

function add(rows: Map<string, Row>, { name, from, to, because, at }: Newer): void {
  const known = rows.get(name);
  rows.set(name, {
    name,
    has: known?.has ?? from,
    newest: to,
    because,
    versions: new Set([...(known?.versions ?? []), to]),
    since: known === undefined || at < known.since ? at : known.since,
  });
}
