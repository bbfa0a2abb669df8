import { commandId } from '@quench/kernel';
import { Clock, ReadModels, WorkQueue, type Resync } from '@quench/ports';
import { followed, pollKey, type FollowedRow } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

/** More archives than a catalog reads. */
const MAX_POLLS = 10_000;

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
    const keys = new Set<string>();
    for await (const { row } of this.models.each<FollowedRow>(followed.name)) {
      for (const source of row.archives) keys.add(pollKey(source));
    }
    const planned = await this.queue.list({ states: ['queued', 'running'], kinds: ['poll'], limit: MAX_POLLS });
    const missing = [...keys].filter((key) => !planned.some((item) => item.key === key));
    const correlationId = commandId('resync', this.name, this.clock.now());
    const wanted = missing.sort().map((key) => ({ kind: 'poll', key }));
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }
}
