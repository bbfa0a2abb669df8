import { commandId } from '@quench/kernel';
import { Clock, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { followed, pollKey, type FollowedRow } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

const MAX_DEFINITIONS = 100_000;

/** Asks for polls of followed archives that nobody plans to poll. */
@Injectable()
export class WatcherResync implements Resync {
  readonly name = 'watcher-followed';
  readonly everyMs = 600_000;

  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const rows = await this.models.list<FollowedRow>(followed.name, { limit: MAX_DEFINITIONS });
    const keys = new Set(rows.flatMap(({ row }) => row.archives.map(pollKey)));
    const planned = await this.queue.list({ states: ['queued', 'running'], kinds: ['poll'], limit: 10_000 });
    const missing = [...keys].filter((key) => !planned.some((item) => item.key === key));
    const correlationId = commandId('resync', this.name, this.clock.now());
    const wanted = missing.sort().map((key) => ({ kind: 'poll', key }));
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }
}
