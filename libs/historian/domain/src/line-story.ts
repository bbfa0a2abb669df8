import { isOfType, type ArchivedAs } from './known-event.js';
import { noticedAt, type NoticedIndex } from './noticed.js';

/** The events that a line's story is made of. */
export const LINE_TYPES = [
  'builder.LockResolved.v1',
  'builder.ResolutionFailed.v1',
  'builder.ResolutionRecovered.v1',
  'builder.UpdateHeld.v1',
  'builder.UpdateDelayed.v1',
  'builder.UpdateReleased.v1',
  'builder.UpdateRejected.v1',
  'builder.UpdateSettled.v1',
] as const;

export type LineEvent = ArchivedAs<(typeof LINE_TYPES)[number]>;
type Lock = ArchivedAs<'builder.LockResolved.v1'>;
type Opened = ArchivedAs<'builder.UpdateHeld.v1' | 'builder.UpdateDelayed.v1'>;
type Failed = ArchivedAs<'builder.ResolutionFailed.v1'>;

/** A version of a package that a lock brought, and when the factory noticed it; undefined where no archive brought it. */
export interface BroughtVersion {
  readonly kind: 'added' | 'updated' | 'removed';
  readonly name: string;
  /** Empty for what the line did not have. */
  readonly from: string;
  /** Empty for what the line has no more. */
  readonly to: string;
  readonly noticed: string | undefined;
}

/** A lock of a line. */
export interface LockStory {
  readonly revision: number;
  readonly at: string;
  readonly changes: readonly BroughtVersion[];
}

/** Versions of one source that the line has not taken. */
export interface OpenUpdate {
  /** Oldest first. */
  readonly opened: readonly Opened[];
  readonly state: 'held' | 'delayed' | 'kept-out' | 'on-its-way';
}

/** What happened to a line, as far as its lag tells it. */
export interface LineStory {
  readonly locks: readonly LockStory[];
  /** By the purl of the source. */
  readonly open: ReadonlyMap<string, OpenUpdate>;
  /** Versions of packages that the head lock has, by name. */
  readonly contents: ReadonlyMap<string, string>;
  /** The snapshots of its head lock, by what their archives signed, while it cannot be resolved; undefined while it can. */
  readonly failing: readonly string[] | undefined;
}

/** @param events of one line, oldest first */
export function lineStory(events: readonly LineEvent[], index: NoticedIndex): LineStory {
  const locks: LockStory[] = [];
  const open = new Map<string, OpenUpdate>();
  const seen = new Map<string, string>();
  let failed: Failed | undefined;
  let head: readonly string[] = [];
  for (const event of events) {
    if (isOfType(event, 'builder.ResolutionFailed.v1')) failed ??= event;
    else if (isOfType(event, 'builder.ResolutionRecovered.v1')) failed = undefined;
    else if (isOfType(event, 'builder.LockResolved.v1')) {
      locks.push(lockStory(event, { noticed: noticedAt(failed ?? event, index), seen }));
      head = event.data.snapshots;
      failed = undefined;
    } else follow(event, { open, seen, index });
  }
  return { locks, open, contents: contentsOf(locks), failing: failed && head };
}

const versionKey = (name: string, version: string): string => `${name} ${version}`;

/** What waited was noticed when it began to wait, whatever let it through. */
function lockStory(
  { data, sequencedAt }: Lock,
  { noticed, seen }: { readonly noticed: string | undefined; readonly seen: ReadonlyMap<string, string> },
): LockStory {
  const changes = data.changes.map(({ kind, name, from = '', to = '' }) => {
    return { kind, name, from, to, noticed: seen.get(versionKey(name, to)) ?? noticed };
  });
  return { revision: data.revision, at: sequencedAt, changes };
}

type HoldStep = Exclude<
  LineEvent,
  ArchivedAs<'builder.LockResolved.v1' | 'builder.ResolutionFailed.v1' | 'builder.ResolutionRecovered.v1'>
>;

interface Following {
  readonly open: Map<string, OpenUpdate>;
  readonly seen: Map<string, string>;
  readonly index: NoticedIndex;
}

function follow(event: HoldStep, { open, seen, index }: Following): void {
  const { purl } = event.data;
  const known = open.get(purl);
  if (isOfType(event, 'builder.UpdateSettled.v1')) open.delete(purl);
  else if (isOfType(event, 'builder.UpdateReleased.v1')) {
    if (known !== undefined) open.set(purl, { ...known, state: 'on-its-way' });
  } else if (isOfType(event, 'builder.UpdateRejected.v1')) {
    if (known !== undefined) open.set(purl, { ...known, state: 'kept-out' });
  } else {
    const state = isOfType(event, 'builder.UpdateHeld.v1') ? 'held' : 'delayed';
    open.set(purl, { opened: [...(known?.opened ?? []), event], state });
    for (const { name, to } of event.data.packages) {
      const key = versionKey(name, to);
      if (!seen.has(key)) seen.set(key, firstSeen(event, index));
    }
  }
}

/** When the snapshot was taken that first brought an update; its own date where that is not in the history. */
export const firstSeen = ({ data: { seen } }: Opened, { bySigned }: NoticedIndex): string =>
  bySigned.get(seen.snapshot)?.sequencedAt ?? seen.date;

/** Versions of packages after some locks, by name. */
export function contentsOf(locks: readonly LockStory[]): ReadonlyMap<string, string> {
  const contents = new Map<string, string>();
  for (const { name, to } of locks.flatMap(({ changes }) => changes)) {
    if (to === '') contents.delete(name);
    else contents.set(name, to);
  }
  return contents;
}
