import { archiveStream, type ArchiveEvent, type ArchiveSource } from '@quench/contracts';
import { fold } from '@quench/kernel';
import {
  Clock,
  EventStore,
  handle,
  NOTHING,
  ReadModels,
  workContext,
  WorkQueue,
  type Claim,
  type Completion,
  type Moot,
  type Worker,
} from '@quench/ports';
import { archive, followed, platformsOf, type FollowedRow } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';
import { askAgain } from './ask-again.js';
import { AskArchive } from './ask-archive.js';
import { Pace } from './pace.js';

/** Asks one archive for its signed index, records how it answered, and asks to be run again. */
@Injectable()
export class PollWorker implements Worker {
  readonly kind = 'poll';
  readonly concurrency = 4;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
    private readonly clock: Clock,
    private readonly archive: AskArchive,
    private readonly pace: Pace,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const rows: FollowedRow[] = [];
    for await (const { row } of this.models.each<FollowedRow>(followed.name)) rows.push(row);
    const platforms = platformsOf(rows, claim.key);
    if (platforms.length === 0) return NOTHING;
    const quiet = this.pace.quietUntil(claim.key);
    if (quiet !== undefined) return (tx) => askAgain(this.queue, claim, quiet, tx);
    const source = sourceOf(claim.key);
    const stream = archiveStream(source);
    const state = fold(archive, (await this.store.read<ArchiveEvent>(stream)).events);
    const { answer, disowned } = await this.archive.ask({ source, platforms, state });
    const at = this.clock.now();
    const context = (part: string) => workContext({ service: 'watcher', claim, at, part });
    const next = this.pace.next(claim, answer);
    return async (tx) => {
      const target = { stream, decider: archive, tx };
      for (const one of disowned) {
        await handle(this.store, target, { type: 'Disown', source, ...one }, context(`disown ${one.signed}`));
      }
      await handle(this.store, target, { ...answer, source }, context('poll'));
      await askAgain(this.queue, claim, next, tx);
    };
  }
}

const sourceOf = (key: string): ArchiveSource => {
  const [ecosystem = '', origin = '', ...suite] = key.split('/');
  return { ecosystem, origin, suite: suite.join('/') };
};
