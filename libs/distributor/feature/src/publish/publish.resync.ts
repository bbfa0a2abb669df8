import { Injectable } from '@nestjs/common';
import { abandoned, areFollowing, complete, publish, type HeadRow } from '@quench/distributor-domain';
import { Clock, enqueueMissing, WorkQueue, type Resync } from '@quench/ports';
import { ChannelRows } from '../channels/channel-rows.js';
import { Evidence } from './evidence.js';

/** Asks for every approved head that is not in its channels, and for channels of lines that are gone. */
@Injectable()
export class PublishResync implements Resync {
  readonly name = 'distributor-heads';
  readonly everyMs = 300_000;

  constructor(
    private readonly queue: WorkQueue,
    private readonly evidence: Evidence,
    private readonly channels: ChannelRows,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const wanted = [];
    for await (const row of this.evidence.heads()) if (await this.isBehind(row)) wanted.push(publish(row));
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }

  private async isBehind(row: HeadRow): Promise<boolean> {
    const found = complete(await this.evidence.records(row));
    const all = await this.channels.ofImage(row.image);
    if ('records' in found) return !areFollowing(found.records, all);
    return found.missing.code === 'definition-retired' && abandoned(row, all).some(({ frozen }) => !frozen);
  }
}
