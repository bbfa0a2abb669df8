import { PERSON_PRIORITY } from '@quench/kernel';
import { ReadModels, WorkQueue } from '@quench/ports';
import { pollKey } from '@quench/watcher-domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { followedArchives } from './archives.handler.js';
import { followedPackages } from './packages.handler.js';

/** Asks all followed archives, and for all followed packages, now, without waiting for the interval. */
export class PollNow extends Command<void> {
  constructor(readonly correlationId: string) {
    super();
  }
}

@CommandHandler(PollNow)
export class PollNowHandler implements ICommandHandler<PollNow> {
  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
  ) {}

  async execute({ correlationId }: PollNow): Promise<void> {
    const polls = (await followedArchives(this.models)).map((source) => ({ kind: 'poll', key: pollKey(source) }));
    const lists = (await followedPackages(this.models)).map((purl) => ({ kind: 'releases', key: purl }));
    const wanted = [...polls, ...lists].map((one) => ({ ...one, priority: PERSON_PRIORITY }));
    if (wanted.length > 0) await this.queue.enqueue(wanted, { causes: [], correlationId });
  }
}
