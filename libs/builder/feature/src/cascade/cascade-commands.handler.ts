import { cascade, cascades, watchCascades, type CascadeCommand, type CascadeRow } from '@quench/builder-domain';
import { cascadeStream, type CascadeEvent } from '@quench/contracts';
import {
  Clock,
  EventStore,
  handle,
  ReadModels,
  Transactor,
  WorkQueue,
  type CommandContext,
  type Tx,
} from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { isWave } from './begin-wave.js';
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
    private readonly clock: Clock,
    private readonly transactor: Transactor,
    private readonly models: ReadModels,
    protected readonly queue: WorkQueue,
  ) {}

  /** Decides and then changes the queue, together or not at all. */
  protected decide(
    command: Extract<CascadeCommand, { readonly cascade: string }>,
    context: CommandContext,
    change: (own: readonly string[], tx: Tx) => Promise<number>,
  ): Promise<number> {
    const stream = cascadeStream(command.cascade);
    return this.transactor.run(async (tx) => {
      await handle(this.store, { stream, decider: cascade, tx }, command, context);
      const { events } = await this.store.read<CascadeEvent>(stream, { tx });
      const lines = await change(
        events.filter(isWave).map(({ id }) => id),
        tx,
      );
      // What ends here may have been the last that another cascade waited for.
      const { correlationId } = context;
      await this.queue.enqueue([watchCascades(this.clock.now())], { causes: [], correlationId }, tx);
      return lines;
    });
  }

  /** The events that asked for lines, of all cascades in some phases: what only such ask for is wanted by nobody now. */
  protected async asksOf(...phases: readonly CascadeRow['phase'][]): Promise<readonly string[]> {
    const asks: string[] = [];
    for (const phase of phases) {
      for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase })) asks.push(...row.asks);
    }
    return asks;
  }
}

@CommandHandler(PauseCascade)
export class PauseCascadeHandler extends CascadeHandler implements ICommandHandler<PauseCascade> {
  execute({ cascade: name, reason, context }: PauseCascade): Promise<number> {
    return this.decide({ type: 'Pause', cascade: name, reason }, context, async (own, tx) =>
      this.queue.hold('lock', [...own, ...(await this.asksOf('paused', 'cancelled'))], tx),
    );
  }
}

@CommandHandler(ResumeCascade)
export class ResumeCascadeHandler extends CascadeHandler implements ICommandHandler<ResumeCascade> {
  execute({ cascade: name, context }: ResumeCascade): Promise<number> {
    const resume = { type: 'Resume', cascade: name } as const;
    return this.decide(resume, context, (own, tx) => this.queue.release('lock', own, tx));
  }
}

@CommandHandler(CancelCascade)
export class CancelCascadeHandler extends CascadeHandler implements ICommandHandler<CancelCascade> {
  execute({ cascade: name, reason, context }: CancelCascade): Promise<number> {
    const cancel = { type: 'Cancel', cascade: name, reason } as const;
    return this.decide(cancel, context, async (own, tx) => {
      const cancelled = [...own, ...(await this.asksOf('cancelled'))];
      const dropped = await this.queue.dropCaused('lock', cancelled, `cascade-cancelled: ${name}, ${reason}`, tx);
      // What a paused cascade asks for as well waits for that.
      await this.queue.hold('lock', [...cancelled, ...(await this.asksOf('paused'))], tx);
      return dropped;
    });
  }
}
