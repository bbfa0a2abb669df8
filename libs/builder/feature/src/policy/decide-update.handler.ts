import { hold } from '@quench/builder-domain';
import { holdStream, lineKey, type HoldEvent, type ImageLine } from '@quench/contracts';
import { PERSON_PRIORITY } from '@quench/kernel';
import { EventStore, handle, Transactor, VersionConflict, WorkQueue, type CommandContext } from '@quench/ports';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

/** More than a lock and another person that come between. */
const ATTEMPTS = 5;

/** Lets an update of a line through, or keeps it out. Throws Rejection `hold-unknown`, `hold-moved`. */
export class DecideUpdate extends Command<void> {
  constructor(
    readonly type: 'Release' | 'Reject',
    readonly update: ImageLine & {
      /** Of the source, without a version. */
      readonly purl: string;
      readonly name: string;
      /** That the person looked at. */
      readonly version: string;
      /** What names the files that the person looked at, `shownDigest`; undefined: whichever they are. */
      readonly shown: string | undefined;
    },
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DecideUpdate)
export class DecideUpdateHandler implements ICommandHandler<DecideUpdate> {
  constructor(
    private readonly store: EventStore,
    private readonly queue: WorkQueue,
    private readonly transactor: Transactor,
  ) {}

  /** A lost race is decided again on what the winner left. */
  async execute(command: DecideUpdate): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.decide(command);
      } catch (fault) {
        if (!(fault instanceof VersionConflict) || attempt === ATTEMPTS) throw fault;
      }
    }
  }

  private async decide({ type, update: asked, reason, context }: DecideUpdate): Promise<void> {
    // Events say of the update no more than which one it is.
    const { image, versionStream, variant, purl, name, version, shown } = asked;
    const update = { image, versionStream, variant, purl, name };
    const stream = holdStream(update);
    await this.transactor.run(async (tx) => {
      const command = { type, update, version, shown, reason };
      const target = { stream, decider: hold, tx };
      const decided: readonly { readonly id: string }[] = await handle(this.store, target, command, context);
      if (type === 'Reject') return;
      const { events } = await this.store.read<HoldEvent>(stream, { tx });
      const causes = [...decided, ...events.slice(-1)].slice(0, 1).map(({ id }) => id);
      const wanted = { kind: 'lock', key: lineKey(update), fairKey: image, priority: PERSON_PRIORITY };
      await this.queue.enqueue([wanted], { causes, correlationId: context.correlationId }, tx);
    });
  }
}
