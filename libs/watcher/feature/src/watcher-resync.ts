import { Clock, enqueueMissing, ReadModels, WorkQueue, type Resync, type WorkState } from '@quench/ports';
import { followed, pollKey, type FollowedRow } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

const PLANNED: readonly (WorkState | undefined)[] = ['queued', 'running'];

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
    const states = await this.queue.states('poll', [...keys]);
    const missing = [...keys].filter((key) => !PLANNED.includes(states.get(key)));
    const wanted = missing.sort().map((key) => ({ kind: 'poll', key }));
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }
}
