import { Injectable } from '@nestjs/common';
import { channels, tagKey, type ChannelRow, type CompleteRecords } from '@quench/distributor-domain';
import { ReadModels } from '@quench/ports';

/** The channels as they stand. */
@Injectable()
export class ChannelRows {
  constructor(private readonly models: ReadModels) {}

  /** Of one repository, or of all; without those that were retired. */
  async inUse(repository?: string): Promise<readonly ChannelRow[]> {
    const where = { retired: false, ...(repository === undefined ? {} : { repository }) };
    const found: ChannelRow[] = [];
    for await (const { row } of this.models.each<ChannelRow>(channels.name, where)) found.push(row);
    return found;
  }

  async get(repository: string, tag: string): Promise<ChannelRow | undefined> {
    return this.models.get<ChannelRow>(channels.name, tagKey(repository, tag));
  }

  /** Whether the channels of a line are those that its head names, each at its image; frozen ones stay as they are. */
  async follow({ head, built }: Pick<CompleteRecords, 'head' | 'built'>): Promise<boolean> {
    const rows = await this.inUse(head.image);
    const isDone = (row: ChannelRow): boolean =>
      head.channels.includes(row.tag) && row.index === built.index && row.revision === head.revision;
    return (
      rows.every((row) => row.frozen || isDone(row)) &&
      head.channels.every((wanted) => rows.some(({ tag }) => tag === wanted))
    );
  }
}
