import { Injectable } from '@nestjs/common';
import { lineKey } from '@quench/contracts';
import {
  channels,
  heads,
  rules,
  type ChannelRow,
  type HeadRow,
  type ImageChannels,
  type RulesRow,
} from '@quench/distributor-domain';
import { ReadModels } from '@quench/ports';

/** The channels as they stand. */
@Injectable()
export class ChannelRows {
  constructor(private readonly models: ReadModels) {}

  /** Of one repository, or of all; without those that were retired. */
  async inUse(repository?: string): Promise<readonly ChannelRow[]> {
    return this.rows({ retired: false, ...(repository === undefined ? {} : { repository }) });
  }

  /** What decides which line each channel of an image follows. */
  async ofImage(image: string): Promise<ImageChannels> {
    const found: HeadRow[] = [];
    for await (const { row } of this.models.each<HeadRow>(heads.name, { image })) {
      const rule = await this.models.get<RulesRow>(rules.name, lineKey(row));
      if (rule?.retired !== true) found.push(row);
    }
    return { heads: found, rows: await this.rows({ repository: image }) };
  }

  private async rows(where: Partial<ChannelRow>): Promise<readonly ChannelRow[]> {
    const found: ChannelRow[] = [];
    for await (const { row } of this.models.each<ChannelRow>(channels.name, where)) found.push(row);
    return found;
  }
}
