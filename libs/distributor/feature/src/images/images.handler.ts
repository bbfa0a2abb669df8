import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { HeadRow } from '@quench/distributor-domain';
import { ChannelRows } from '../channels/channel-rows.js';
import { Evidence } from '../publish/evidence.js';

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

/** One image as `image list` shows it: its head lock, and what follows it. */
export interface ImageRow {
  readonly image: string;
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
  /** Compressed bytes of all layers; 0 until it is built. */
  readonly sizeBytes: number;
  readonly revision: number;
}

/** The images of the catalog, by name. */
export class Images extends Query<readonly ImageRow[]> {}

@QueryHandler(Images)
export class ImagesHandler implements IQueryHandler<Images> {
  constructor(
    private readonly evidence: Evidence,
    private readonly channels: ChannelRows,
  ) {}

  async execute(): Promise<readonly ImageRow[]> {
    const rows: ImageRow[] = [];
    for await (const head of this.evidence.heads()) {
      const row = await this.row(head);
      if (row !== undefined) rows.push(row);
    }
    return rows.sort((a, b) => (a.image < b.image ? -1 : 1));
  }

  private async row(head: HeadRow): Promise<ImageRow | undefined> {
    const { rules, built, verdict } = await this.evidence.records(head);
    if (rules?.retired === true) return undefined;
    const pointing = await this.pointing(head.image);
    return {
      image: head.image,
      channels: pointing.map(({ tag }) => tag),
      pointing,
      digest: built?.index ?? '',
      recipe: Object.fromEntries(head.recipes.map(({ platform, recipe }) => [platform, recipe])),
      verdict: verdict === undefined ? 'pending' : verdict.approved ? 'approved' : 'rejected',
      packages: head.packages,
      sizeBytes: built?.sizeBytes ?? 0,
      revision: head.revision,
    };
  }

  private async pointing(image: string): Promise<readonly PointingChannel[]> {
    const rows = await this.channels.inUse(image);
    return rows
      .map(({ tag, index, frozen, reason }) => ({ tag, digest: index, frozen, reason }))
      .sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }
}
