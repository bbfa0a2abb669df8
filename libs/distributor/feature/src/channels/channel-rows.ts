import { Injectable } from '@nestjs/common';
import { channels, type ChannelRow } from '@quench/distributor-domain';
import { ReadModels } from '@quench/ports';

/** The channels as they stand. */
@Injectable()
export class ChannelRows {
  constructor(private readonly models: ReadModels) {}

  /** Of one repository, or of all; without those that were retired. */
  async inUse(repository?: string): Promise<readonly ChannelRow[]> {
    return this.rows({ retired: false, ...(repository === undefined ? {} : { repository }) });
  }

  /** Of one repository, those that were retired among them. */
  async of(repository: string): Promise<readonly ChannelRow[]> {
    return this.rows({ repository });
  }

  /** Of some repositories, by these; those that were retired among them. */
  async ofEach(repositories: readonly string[]): Promise<ReadonlyMap<string, readonly ChannelRow[]>> {
    const among = { column: 'repository', values: repositories } as const;
    const found = new Map<string, ChannelRow[]>();
    for await (const { row } of this.models.each<ChannelRow>(channels.name, {}, among)) {
      found.set(row.repository, [...(found.get(row.repository) ?? []), row]);
    }
    return found;
  }

  private async rows(where: Partial<ChannelRow>): Promise<readonly ChannelRow[]> {
    const found: ChannelRow[] = [];
    for await (const { row } of this.models.each<ChannelRow>(channels.name, where)) found.push(row);
    return found;
  }
}
