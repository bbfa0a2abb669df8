import {
  cascade,
  cascades,
  watchCascades,
  type CascadeCommand,
  type CascadePhase,
  type CascadeRow,
} from '@quench/builder-domain';
import { cascadeStream, type CascadeEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import {
  Clock,
  EventStore,
  handle,
  ReadModels,
  Transactor,
  VersionConflict,
  WorkQueue,
  type CommandContext,
  type Guard,
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

type Steering = Extract<CascadeCommand, { readonly cascade: string }>;

const ATTEMPTS = 5;

/** A cascade as it is now, and while its stream is where the guard says. */
interface Standing {
  readonly phase: CascadePhase;
  /** The events that asked for its lines. */
  readonly asks: readonly string[];
  readonly guards: readonly Guard[];
}

/** The events that asked for lines: of the cascade that is steered, and of the others in a phase. */
interface Asks {
  readonly own: readonly string[];
  /** What only such ask for is wanted by nobody now. */
  readonly paused: readonly string[];
  readonly cancelled: readonly string[];
}

/** Changes the queue, and answers how many lines it concerned. */
type Change = (asks: Asks, tx: Tx) => Promise<number>;

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

  /**
   * Decides and changes the queue by what was decided, together or not at all. A lost race is decided again on what the
   * winner left. What says nothing new, or comes again, changes nothing: there is no event whose guards would hold for it.
   */
  protected async decide(command: Steering, context: CommandContext, change: Change): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transactor.run((tx) => this.decideIn(tx, command, context, change));
      } catch (fault) {
        if (!(fault instanceof VersionConflict) || attempt === ATTEMPTS) throw fault;
      }
    }
  }

  private async decideIn(tx: Tx, command: Steering, context: CommandContext, change: Change): Promise<number> {
    const stream = cascadeStream(command.cascade);
    const { version: before } = await this.store.read<CascadeEvent>(stream, { tx });
    const others = await this.others(command, tx);
    const guards = others.flatMap((other) => other.guards);
    const told = await handle(this.store, { stream, decider: cascade, guards, tx }, command, context);
    // A command id is decided once: a copy is answered with the event of the first time.
    const isNew = told.some(({ version }) => version > before);
    const { asks: own } = await this.standing(command.cascade, tx);
    const asksOf = (which: CascadePhase) => others.flatMap((other) => (other.phase === which ? other.asks : []));
    const lines = isNew ? await change({ own, paused: asksOf('paused'), cancelled: asksOf('cancelled') }, tx) : 0;
    // What ends here may have been the last that another cascade waited for.
    const { correlationId } = context;
    await this.queue.enqueue([watchCascades(this.clock.now())], { causes: [], correlationId }, tx);
    return lines;
  }

  /**
   * The other cascades that are not finished. Rows may be behind, so that they tell only whose streams to read; but what
   * they call cancelled stays so. What goes on again is up to no other.
   */
  private async others({ type, cascade: name }: Steering, tx: Tx): Promise<readonly Standing[]> {
    const found: Standing[] = [];
    if (type === 'Resume') return found;
    for (const phase of ['running', 'paused', 'cancelled'] as const) {
      for await (const { row } of this.models.each<CascadeRow>(cascades.name, { phase })) {
        if (row.cascade === name) continue;
        found.push(
          phase === 'cancelled' ? { phase, asks: row.asks, guards: [] } : await this.standing(row.cascade, tx),
        );
      }
    }
    return found;
  }

  private async standing(name: string, tx: Tx): Promise<Standing> {
    const stream = cascadeStream(name);
    const { events, version } = await this.store.read<CascadeEvent>(stream, { tx });
    const asks = events.filter(isWave).map(({ id }) => id);
    return { phase: fold(cascade, events).phase, asks, guards: [{ stream, version }] };
  }
}

@CommandHandler(PauseCascade)
export class PauseCascadeHandler extends CascadeHandler implements ICommandHandler<PauseCascade> {
  execute({ cascade: name, reason, context }: PauseCascade): Promise<number> {
    return this.decide({ type: 'Pause', cascade: name, reason }, context, ({ own, paused, cancelled }, tx) =>
      this.queue.hold('lock', [...own, ...paused, ...cancelled], tx),
    );
  }
}

@CommandHandler(ResumeCascade)
export class ResumeCascadeHandler extends CascadeHandler implements ICommandHandler<ResumeCascade> {
  execute({ cascade: name, context }: ResumeCascade): Promise<number> {
    const resume = { type: 'Resume', cascade: name } as const;
    return this.decide(resume, context, ({ own }, tx) => this.queue.release('lock', own, tx));
  }
}

@CommandHandler(CancelCascade)
export class CancelCascadeHandler extends CascadeHandler implements ICommandHandler<CancelCascade> {
  execute({ cascade: name, reason, context }: CancelCascade): Promise<number> {
    const cancel = { type: 'Cancel', cascade: name, reason } as const;
    return this.decide(cancel, context, async ({ own, paused, cancelled }, tx) => {
      const ended = [...own, ...cancelled];
      const dropped = await this.queue.dropCaused('lock', ended, `cascade-cancelled: ${name}, ${reason}`, tx);
      // What a paused cascade asks for as well waits for that.
      await this.queue.hold('lock', [...ended, ...paused], tx);
      return dropped;
    });
  }
}
