import { isSameLine, lineKey, PROD, type ImageLine, type LineOfImage } from '@quench/contracts';
import type { Obstacle } from '../evidence/evidence.js';
import type { BuiltRow } from '../projections/built.projection.js';
import type { ChannelRow } from '../projections/channels.projection.js';
import type { HeadRow } from '../projections/heads.projection.js';

/** What decides which line each channel of an image follows. */
export interface ImageChannels {
  /** Of the lines that the image has now. */
  readonly heads: readonly HeadRow[];
  /** Also those that were retired. */
  readonly rows: readonly ChannelRow[];
}

/**
 * The line that a channel follows, of those that name it: the one that it follows already, else one of `prod` before one of
 * `dev`. What was ever `prod` is never `dev`.
 */
export function followerOf(tag: string, { heads, rows }: ImageChannels): HeadRow | undefined {
  const row = rows.find((one) => one.tag === tag);
  const naming = heads.filter(
    ({ channels, variant }) => channels.includes(tag) && (variant === PROD || row?.prod !== true),
  );
  const holder = naming.find((head) => row?.retired === false && isSameLine(head, row));
  return holder ?? [...naming].sort(byRank)[0];
}

const byRank = (a: HeadRow, b: HeadRow): number =>
  Number(a.variant !== PROD) - Number(b.variant !== PROD) || (lineKey(a) < lineKey(b) ? -1 : 1);

/** Of the channels that a line names, those that follow it. */
export const ownChannels = (head: HeadRow, all: ImageChannels): readonly string[] =>
  head.channels.filter((tag) => isFollower(head, tag, all));

/** Of the channels that a line names, those that follow another one. */
export const othersChannels = (head: HeadRow, all: ImageChannels): readonly string[] =>
  head.channels.filter((tag) => !isFollower(head, tag, all));

function isFollower(line: LineOfImage, tag: string, all: ImageChannels): boolean {
  const follower = followerOf(tag, all);
  return follower !== undefined && isSameLine(follower, line);
}

/** Why nothing of a line is published, where it names a channel of `prod` and is not: a definition never does. */
export function prodObstacle(head: HeadRow, all: ImageChannels): Obstacle | undefined {
  const isOfProd = (tag: string): boolean =>
    all.rows.some((row) => row.tag === tag && row.prod) || followerOf(tag, all)?.variant === PROD;
  const tag = head.variant === PROD ? undefined : head.channels.find(isOfProd);
  if (tag === undefined) return undefined;
  return {
    code: 'channel-of-prod',
    detail: `${head.image}:${tag} is a channel of ${PROD}, and this is ${head.variant}`,
  };
}

const inUse = (line: LineOfImage, { rows }: ImageChannels): readonly ChannelRow[] =>
  rows.filter((row) => !row.retired && isSameLine(row, line));

/** Channels that followed a line and that no line of the image names any more. */
export const abandoned = (line: LineOfImage, all: ImageChannels): readonly ChannelRow[] =>
  inUse(line, all).filter(({ tag }) => followerOf(tag, all) === undefined);

/** Whether there are lines that channels of this one could follow instead. @param heads of the lines that images have now */
export const hasOthers = (line: ImageLine, heads: readonly HeadRow[]): boolean =>
  heads.some((head) => head.image === line.image && !isSameLine(head, line));

/** Lines that channels of this one are to follow from now on; those that a person's hand holds wait for their thaw. */
export const successors = (line: LineOfImage, all: ImageChannels): readonly HeadRow[] => {
  const found = inUse(line, all).flatMap(({ tag, frozen }) => {
    const next = frozen ? undefined : followerOf(tag, all);
    return next === undefined || isSameLine(next, line) ? [] : [[lineKey(next), next] as const];
  });
  return [...new Map(found).values()];
};

/** Whether the channels of a line are those that its head names, each at its image; frozen ones stay as they are. */
export function areFollowing(
  { head, built }: { readonly head: HeadRow; readonly built: BuiltRow },
  all: ImageChannels,
): boolean {
  const isThere = (row: ChannelRow | undefined): boolean =>
    row !== undefined &&
    !row.retired &&
    (row.frozen || (isSameLine(row, head) && row.index === built.index && row.revision === head.revision));
  return (
    ownChannels(head, all).every((tag) => isThere(all.rows.find((row) => row.tag === tag))) &&
    abandoned(head, all).every(({ frozen }) => frozen)
  );
}
