import { cascade, cascades, type CascadeCommand, type CascadeRow } from '@quench/builder-domain';
import { cascadeStream } from '@quench/contracts';
import { EventStore, handle, ReadModels, Transactor, WorkQueue, type CommandContext, type Tx } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

/** Keeps the lines of a cascade that wait from being begun. Throws Rejection `cascade-unknown`, `cascade-ended`, as the others. */
export class PauseCascade extends Command<number> {
  constructor(
    readonly cascade: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Lets a paused cascade go on. */
export class ResumeCascade extends Command<number> {
  constructor(
    readonly cascade: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Drops the lines of a cascade that wait; what runs and what is done stays. */
export class CancelCascade extends Command<number> {
  constructor(
    readonly cascade: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Answers how many lines it concerned. */
@Injectable()
abstract class CascadeHandler {
  constructor(
    private readonly store: EventStore,
    private readonly transactor: Transactor,
    protected readonly models: ReadModels,
    protected readonly queue: WorkQueue,
  ) {}

  /** Decides and then changes the queue, together or not at all. */
  protected decide(
    command: Extract<CascadeCommand, { readonly cascade: string }>,
    context: CommandContext,
    change: (asks: readonly string[], tx: Tx) => Promise<number>,
  ): Promise<number> {
    return this.transactor.run(async (tx) => {
      await handle(this.store, { stream: cascadeStream(command.cascade), decider: cascade, tx }, command, context);
      const row = await this.models.get<CascadeRow>(cascades.name, command.cascade);
      return change(row?.asks ?? [], tx);
    });
  }
}

@CommandHandler(PauseCascade)
export class PauseCascadeHandler extends CascadeHandler implements ICommandHandler<PauseCascade> {
  execute({ cascade: name, context, reason }: PauseCascade): Promise<number> {
    return this.decide({ type: 'Pause', cascade: name, reason }, context, async (asks, tx) => {
      // A line that only paused cascades ask for waits, too.
      const all = [...asks];
      for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase: 'paused' }))
        all.push(...row.asks);
      return this.queue.hold('lock', all, tx);
    });
  }
}

@CommandHandler(ResumeCascade)
export class ResumeCascadeHandler extends CascadeHandler implements ICommandHandler<ResumeCascade> {
  execute({ cascade: name, context }: ResumeCascade): Promise<number> {
    const resume = { type: 'Resume', cascade: name } as const;
    return this.decide(resume, context, (asks, tx) => this.queue.release('lock', asks, tx));
  }
}

@CommandHandler(CancelCascade)
export class CancelCascadeHandler extends CascadeHandler implements ICommandHandler<CancelCascade> {
  execute({ cascade: name, context, reason }: CancelCascade): Promise<number> {
    const why = `cascade-cancelled: ${name}, ${reason}`;
    const cancel = { type: 'Cancel', cascade: name, reason } as const;
    return this.decide(cancel, context, (asks, tx) => this.queue.dropCaused('lock', asks, why, tx));
  }
}
