import { lineKey, lineName, type ImageLine } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';
import { behindOf, type BehindPackage, type IsNewer, type MissedVersion } from './behind.js';
import { FAILURE_TYPES, failedHeads } from './failed-heads.js';
import { ofTypes, type ArchivedAs, type KnownType } from './known-event.js';
import { CHANNEL_TYPES, channelsOfLines, type LineChannels } from './line-channels.js';
import { LINE_TYPES, lineStory, type LineEvent, type LineStory } from './line-story.js';
import { CATALOG_TYPES } from './lines-now.js';
import { NOTICED_TYPES, noticedIndex, type NoticedIndex } from './noticed.js';
import { percentile } from './percentile.js';

/** The events that lag is told from. */
export const LAG_TYPES = [
  ...NOTICED_TYPES,
  'builder.CascadePlanned.v1',
  'builder.CascadeAdvanced.v1',
  ...CATALOG_TYPES,
  ...LINE_TYPES,
  ...FAILURE_TYPES,
  ...CHANNEL_TYPES,
] as const satisfies readonly KnownType[];

/** How long versions of packages took from the snapshot that first brought them to a channel. */
export interface Spread {
  readonly releases: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** How far a line is behind, and how long it took to follow. */
export interface LineLag {
  /** What the line is called: `nodejs/22`. */
  readonly image: string;
  /** Of what was published in the window; undefined where nothing was. */
  readonly published: Spread | undefined;
  /** In the order of names. */
  readonly behind: readonly BehindPackage[];
}

/** How far lines are behind. */
export interface Lag {
  readonly lines: readonly LineLag[];
  /** Of all these lines. */
  readonly published: Spread | undefined;
  /** Lines that cannot be resolved, and of which what archives have meanwhile cannot be told. */
  readonly unread: readonly string[];
}

/** What is known. */
interface LagInput {
  /** Oldest first. */
  readonly events: readonly ArchivedEvent[];
  /** What is published from here on counts. */
  readonly since: string;
  /** Those that are asked about. */
  readonly lines: readonly ImageLine[];
  /** Of lines whose resolution fails, by key: what archives have meanwhile, oldest first. */
  readonly missed: ReadonlyMap<string, readonly MissedVersion[]>;
  readonly isNewer: IsNewer;
}

/** A line with all that is known of it. */
interface KnownLine {
  readonly key: string;
  readonly line: ImageLine;
  readonly story: LineStory;
}

/** Lines with their stories. @param events oldest first */
function knownLines(
  events: readonly ArchivedEvent[],
  lines: readonly ImageLine[],
  index: NoticedIndex,
): readonly KnownLine[] {
  const ofLine = new Map<string, LineEvent[]>();
  for (const event of ofTypes(events, ...LINE_TYPES)) {
    const key = lineKey(event.data);
    const told = ofLine.get(key);
    if (told === undefined) ofLine.set(key, [event]);
    else told.push(event);
  }
  return lines.map((line) => {
    const key = lineKey(line);
    return { key, line, story: lineStory(ofLine.get(key) ?? [], index) };
  });
}

/** Noticed → published of each line, and what it is behind with now. */
export function lagOf({ events, since, lines: asked, missed, isNewer }: LagInput): Omit<Lag, 'unread'> {
  const index = noticedIndex(events);
  const channels = channelsOfLines(events);
  const failed = failedHeads(events);
  const all: number[] = [];
  const lines = knownLines(events, asked, index).map(({ key, line, story }) => {
    const ofLine = channels.get(key);
    const waits = waitsOf(story, ofLine, since);
    all.push(...waits);
    const own = { channels: ofLine, headFails: failed.has(key), missed: missed.get(key) ?? [] };
    return { image: lineName(line), published: spread(waits), behind: behindOf({ story, index, isNewer, ...own }) };
  });
  return { lines, published: spread(all) };
}

/** The first publication of a line is no lag: there was nothing before. */
function waitsOf(story: LineStory, channels: LineChannels | undefined, since: string): readonly number[] {
  const [first, ...later] = channels?.publications ?? [];
  const waits: number[] = [];
  let before = first?.revision ?? 0;
  for (const { revision, at } of later) {
    const between = story.locks.filter((lock) => lock.revision > before && lock.revision <= revision);
    before = revision;
    if (at < since) continue;
    // A version that a later one took the place of before anything was published was never published.
    const newest = new Map(between.flatMap(({ changes }) => changes).map((change) => [change.name, change]));
    for (const { kind, noticed } of newest.values())
      if (kind !== 'removed' && noticed !== undefined) waits.push(Math.max(0, Date.parse(at) - Date.parse(noticed)));
  }
  return waits;
}

const spread = (waits: readonly number[]): Spread | undefined =>
  waits.length === 0
    ? undefined
    : { releases: waits.length, p50Ms: percentile(waits, 0.5), p95Ms: percentile(waits, 0.95) };

type Snapshot = ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>;

/** A line that cannot be resolved, and the snapshots that came since its head lock. */
export interface FailingLine {
  readonly key: string;
  readonly line: ImageLine;
  /** Names of the packages that it has. */
  readonly names: ReadonlySet<string>;
  /** Of the same archives, oldest first. */
  readonly snapshots: readonly Snapshot[];
}

/** Those of some lines whose resolution fails now. @param events oldest first */
export function failingLines(events: readonly ArchivedEvent[], lines: readonly ImageLine[]): readonly FailingLine[] {
  const index = noticedIndex(events);
  const taken = ofTypes(events, 'watcher.ArchiveSnapshotTaken.v1');
  return knownLines(events, lines, index).flatMap(({ key, line, story }) => {
    if (story.failing === undefined) return [];
    const heads = story.failing.flatMap((signed) => index.bySigned.get(signed) ?? []);
    const snapshots = taken.filter((one) =>
      heads.some((head) => isSameSource(one, head) && one.globalSeq > head.globalSeq),
    );
    return [{ key, line, names: new Set(story.contents.keys()), snapshots }];
  });
}

const isSameSource = ({ data: { source: a } }: Snapshot, { data: { source: b } }: Snapshot): boolean =>
  a.ecosystem === b.ecosystem && a.origin === b.origin && a.suite === b.suite;
