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

/** A version of a source or of a placed release that waited, and what a person said of it. */
export interface OpenVersion {
  readonly opened: Opened;
  readonly state: 'held' | 'delayed' | 'kept-out' | 'on-its-way';
}

/** Versions of one source that the line has not taken. */
export interface OpenUpdate {
  /** Oldest first. */
  readonly versions: readonly OpenVersion[];
  /** What it took last while any of them stood open; undefined where it took none. */
  readonly taken: string | undefined;
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
  const { purl, to } = event.data;
  const { versions, taken } = open.get(purl) ?? { versions: [], taken: undefined };
  if (isOfType(event, 'builder.UpdateSettled.v1')) {
    const last = event.data.outcome === 'taken' ? to : taken;
    // What a person keeps out stays out, whatever else is taken or offered no more.
    const left = event.data.outcome === 'dropped' ? [] : versions.filter(({ state }) => state === 'kept-out');
    open.set(purl, { versions: left, taken: last });
  } else if (isOfType(event, 'builder.UpdateReleased.v1')) {
    open.set(purl, { versions: decided(versions, to, 'on-its-way'), taken });
  } else if (isOfType(event, 'builder.UpdateRejected.v1')) {
    open.set(purl, { versions: decided(versions, to, 'kept-out'), taken });
  } else {
    const state = isOfType(event, 'builder.UpdateHeld.v1') ? 'held' : 'delayed';
    open.set(purl, { versions: [...versions, { opened: event, state }], taken });
    for (const { name, to: version } of event.data.packages) {
      const key = versionKey(name, version);
      if (!seen.has(key)) seen.set(key, firstSeen(event, index));
    }
  }
}

const decided = (versions: readonly OpenVersion[], to: string, state: OpenVersion['state']): readonly OpenVersion[] =>
  versions.map((one) => (one.opened.data.to === to ? { ...one, state } : one));

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
