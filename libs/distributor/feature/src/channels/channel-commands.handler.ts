import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { channelStream, type Channel, type ChannelEvent } from '@quench/contracts';
import { channelDecider, type ChannelCommand } from '@quench/distributor-domain';
import type { Appended } from '@quench/kernel';
import { EventStore, handle, type CommandContext } from '@quench/ports';

/** What happened to a channel; empty when nothing was left to do. */
export type ChannelOutcome = readonly Appended<ChannelEvent>[];

/** Points a channel at an index that it has pointed to before, and freezes it there: a rollback. */
export class MoveChannel extends Command<ChannelOutcome> {
  constructor(
    readonly channel: Channel,
    readonly to: string,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Keeps a channel where it is until it is thawed. */
export class FreezeChannel extends Command<ChannelOutcome> {
  constructor(
    readonly channel: Channel,
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Lets a channel follow the head of its line again. */
export class ThawChannel extends Command<ChannelOutcome> {
  constructor(
    readonly channel: Channel,
    readonly context: CommandContext,
  ) {
    super();
  }
}

const decide = (store: EventStore, command: ChannelCommand, context: CommandContext): Promise<ChannelOutcome> =>
  handle(store, { stream: channelStream(command.channel), decider: channelDecider }, command, context);

@CommandHandler(MoveChannel)
export class MoveChannelHandler implements ICommandHandler<MoveChannel> {
  constructor(private readonly store: EventStore) {}

  async execute({ channel, to, reason, context }: MoveChannel): Promise<ChannelOutcome> {
    const causes = [...context.causes, ...(await this.publication(channel, to))];
    return decide(this.store, { type: 'RollBack', channel, to, reason }, { ...context, causes });
  }

  /** The newest move to an image: what led there led to a rollback to it, too. */
  private async publication(channel: Channel, to: string): Promise<readonly string[]> {
    const { events } = await this.store.read<ChannelEvent>(channelStream(channel));
    const moved = events.findLast(({ type, data }) => type === 'distributor.ChannelMoved.v1' && data.to === to);
    return moved === undefined ? [] : [moved.id];
  }
}

@CommandHandler(FreezeChannel)
export class FreezeChannelHandler implements ICommandHandler<FreezeChannel> {
  constructor(private readonly store: EventStore) {}

  execute({ channel, reason, context }: FreezeChannel): Promise<ChannelOutcome> {
    return decide(this.store, { type: 'Freeze', channel, reason }, context);
  }
}

@CommandHandler(ThawChannel)
export class ThawChannelHandler implements ICommandHandler<ThawChannel> {
  constructor(private readonly store: EventStore) {}

  execute({ channel, context }: ThawChannel): Promise<ChannelOutcome> {
    return decide(this.store, { type: 'Thaw', channel }, context);
  }
}
