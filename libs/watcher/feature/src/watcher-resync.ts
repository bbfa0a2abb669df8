import type { Wanted } from '@quench/kernel';
import { Clock, enqueueMissing, ReadModels, WorkQueue, type Resync, type WorkState } from '@quench/ports';
import { followed, pollKey, type FollowedRow } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

const PLANNED: readonly (WorkState | 'left' | undefined)[] = ['queued', 'left', 'running'];

/** Asks for questions to followed archives, and for followed packages, that nobody plans to ask. */
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
    const [archives, packages] = [new Set<string>(), new Set<string>()];
    for await (const { row } of this.models.each<FollowedRow>(followed.name)) {
      for (const source of row.archives) archives.add(pollKey(source));
      for (const purl of row.packages) packages.add(purl);
    }
    const wanted = [...(await this.unplanned('poll', archives)), ...(await this.unplanned('releases', packages))];
    await enqueueMissing(this.queue, wanted, { resync: this, at: this.clock.now() });
  }

  private async unplanned(kind: string, keys: ReadonlySet<string>): Promise<readonly Wanted[]> {
    const states = await this.queue.states(kind, [...keys]);
    const missing = [...keys].filter((key) => !PLANNED.includes(states.get(key)));
    return missing.sort().map((key) => ({ kind, key }));
  }
}
