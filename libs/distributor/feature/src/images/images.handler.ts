import { isSameLine, lineKey, type ImageLine } from '@quench/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { othersChannels, type HeadRow, type ImageChannels } from '@quench/distributor-domain';
import { ImageLines, type KnownLine } from '../publish/image-lines.js';

/** Where a channel of an image points. */
export interface PointingChannel {
  readonly tag: string;
  /** The index that it hands out; not that of the head lock while it is frozen, or the head not approved yet or rejected. */
  readonly digest: string;
  /** By a person, or since a rollback. */
  readonly frozen: boolean;
  /** Why it is frozen; empty otherwise. */
  readonly reason: string;
}

/** One line of an image as `image list` shows it: its head lock, and what follows it. */
export interface ImageRow extends ImageLine {
  /** Tags in use, sorted. */
  readonly channels: readonly string[];
  /** The same channels, in the same order. */
  readonly pointing: readonly PointingChannel[];
  /** The index of the head lock; empty until it is built. */
  readonly digest: string;
  /** By platform. */
  readonly recipe: Readonly<Record<string, string>>;
  readonly verdict: 'approved' | 'rejected' | 'pending';
  readonly packages: number;
  /** Compressed bytes of the layers that a pull brings: of the largest platform; 0 until it is built. */
  readonly sizeBytes: number;
  readonly revision: number;
  /** Tags that its head names and that follow another line of the image. */
  readonly elsewhere: readonly string[];
  /** The last day of its version stream, `2027-04-30`, once that is over; empty before. */
  readonly endedOn: string;
  /** The version stream to use instead; empty where none is named. */
  readonly replacement: string;
}

/** The lines of the images of the catalog, by name. */
export class Images extends Query<readonly ImageRow[]> {}

@QueryHandler(Images)
export class ImagesHandler implements IQueryHandler<Images> {
  constructor(private readonly lines: ImageLines) {}

  async execute(): Promise<readonly ImageRow[]> {
    const rows: ImageRow[] = [];
    for await (const line of this.lines.each()) {
      const row = rowOf(line);
      if (row !== undefined) rows.push(row);
    }
    return rows.sort((a, b) => (lineKey(a) < lineKey(b) ? -1 : 1));
  }
}

function rowOf({ head, records: { rules, built, verdict }, all }: KnownLine): ImageRow | undefined {
  if (rules?.retired === true) return undefined;
  const pointing = pointingChannels(head, all);
  const { endedOn = '', replacement = '' } = rules ?? {};
  return {
    image: head.image,
    versionStream: head.versionStream,
    variant: head.variant,
    channels: pointing.map(({ tag }) => tag),
    pointing,
    digest: built?.index ?? '',
    recipe: Object.fromEntries(head.recipes.map(({ platform, recipe }) => [platform, recipe])),
    verdict: verdict === undefined ? 'pending' : verdict.approved ? 'approved' : 'rejected',
    packages: head.packages,
    sizeBytes: built?.sizeBytes ?? 0,
    revision: head.revision,
    elsewhere: othersChannels(head, all),
    endedOn,
    replacement,
  };
}

/** The channels in use that follow a line. */
const pointingChannels = (head: HeadRow, { rows }: ImageChannels): readonly PointingChannel[] =>
  rows
    .filter((row) => !row.retired && isSameLine(row, head))
    .map(({ tag, index, frozen, reason }) => ({ tag, digest: index, frozen, reason }))
    .sort((a, b) => (a.tag < b.tag ? -1 : 1));
