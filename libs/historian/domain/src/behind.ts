import { ecosystemOfUpdate } from '@quench/contracts';
import type { LineChannels } from './line-channels.js';
import {
  contentsOf,
  firstSeen,
  type LineStory,
  type LockStory,
  type OpenUpdate,
  type OpenVersion,
} from './line-story.js';
import type { NoticedIndex } from './noticed.js';

/** A package of which a channel of a line hands out less than the archive has. */
export interface BehindPackage {
  readonly name: string;
  /** What is handed out. */
  readonly has: string;
  readonly newest: string;
  readonly because: OpenVersion['state'] | 'frozen' | 'failing';
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

/** Whether a version comes after another one in the order of an ecosystem. */
export type IsNewer = (ecosystem: string, version: string, than: string) => boolean;

/** What is known of a line. */
export interface BehindInput {
  readonly story: LineStory;
  readonly channels: LineChannels | undefined;
  /** Oldest first. */
  readonly missed: readonly MissedVersion[];
  /** Whether the head revision was rejected, or could not be built. */
  readonly headFails: boolean;
  readonly index: NoticedIndex;
  readonly isNewer: IsNewer;
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

/** A line may have taken other versions below one that waits, or is kept out, and newer ones since. */
function addOpen(rows: Map<string, Row>, input: BehindInput, { revision }: NonNullable<LineChannels['behind']>): void {
  const locks = input.story.locks.filter((one) => one.revision <= revision);
  const handedOut = { locks, contents: contentsOf(locks) };
  for (const [purl, update] of input.story.open) {
    const isNewer = (version: string, than: string): boolean => input.isNewer(ecosystemOfUpdate(purl), version, than);
    for (const { has, opened, ...one } of openPackages(update, handedOut)) {
      const { name, to } = one;
      const known = rows.get(name);
      // Where a package comes in place of another one, their versions say nothing of each other.
      const isTaken =
        has === undefined
          ? update.taken !== undefined && !isNewer(opened.data.to, update.taken)
          : !isNewer(to, known?.has ?? has);
      if (isTaken) continue;
      const found = { ...one, from: has ?? one.from, at: firstSeen(opened, input.index) };
      if (known !== undefined && isNewer(known.newest, to)) rows.set(name, counted(known, found));
      else add(rows, found);
    }
  }
}

/** Of all versions that stand open, with what is handed out in place of each; undefined where the line has none of that name. */
function openPackages(
  { versions }: OpenUpdate,
  { locks, contents }: { readonly locks: readonly LockStory[]; readonly contents: ReadonlyMap<string, string> },
) {
  return versions.flatMap(({ opened, state: because }) =>
    opened.data.packages.map(({ name, from, to }) => {
      const has = opened.data.range === undefined ? contents.get(name) : takenSince(locks, name, from);
      return { name, from, to, has, because, opened };
    }),
  );
}

/**
 * What locks made of a version of a placed package, of which an image may have several under one name, each of another range.
 */
function takenSince(locks: readonly LockStory[], name: string, version: string): string {
  const changes = locks.flatMap((lock) => lock.changes).filter((one) => one.name === name && one.kind === 'updated');
  return changes.reduce((has, { from, to }) => (from === has ? to : has), version);
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

/** The newest so far. */
function add(rows: Map<string, Row>, { name, from, to, because, at }: Newer): void {
  const known = rows.get(name) ?? { name, has: from, versions: new Set(), since: at };
  rows.set(name, { ...counted(known, { to, at }), newest: to, because });
}

const counted = <R extends Pick<Row, 'versions' | 'since'>>(row: R, { to, at }: Pick<Newer, 'to' | 'at'>): R => ({
  ...row,
  versions: new Set([...row.versions, to]),
  since: at < row.since ? at : row.since,
});
