import { Injectable } from '@nestjs/common';
import { channelStream, imageStream } from '@quench/contracts';
import { clip } from '@quench/kernel';
import {
  channelDecider,
  imageDecider,
  publicationTag,
  type CompleteRecords,
  type Obstacle,
  type Seal,
} from '@quench/distributor-domain';
import {
  Clock,
  EventStore,
  handle,
  workContext,
  type Claim,
  type CommandContext,
  type Completion,
  type Tx,
} from '@quench/ports';
import { ChannelRows } from '../channels/channel-rows.js';

/** The context of one decision among those of a piece of work. */
export type Contexts = (part: string) => CommandContext;

/** Records what publishing came to. */
@Injectable()
export class Publication {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly channels: ChannelRows,
  ) {}

  async contexts(claim: Claim): Promise<Contexts> {
    const { epoch } = await this.store.head();
    return (part) => workContext({ service: 'distributor', epoch, claim, at: this.clock.now(), part });
  }

  /** Whether the channels are those that the head names, each where it belongs. */
  isFollowed(records: CompleteRecords): Promise<boolean> {
    return this.channels.follow(records);
  }

  refuse({ built }: CompleteRecords, obstacle: Obstacle, contexts: Contexts): Completion {
    const { image, index } = built;
    return async (tx) => {
      const target = { stream: imageStream(index), decider: imageDecider, tx };
      const refused = { image, index, code: obstacle.code, detail: clip(obstacle.detail, 4_000) };
      await handle(this.store, target, { type: 'Refuse', refused }, contexts('refuse'));
    };
  }

  publish({ head, built, verdict }: CompleteRecords, seal: Seal, contexts: Contexts): Completion {
    const retire = this.retire(head.image, head.channels, contexts);
    // The verdict is a cause, too, whatever asked for the publication: an image that came back was approved before.
    const approved = because(contexts, verdict.event);
    return async (tx) => {
      const target = { stream: imageStream(built.index), decider: imageDecider, tx };
      await handle(this.store, target, { type: 'Seal', seal }, approved('seal'));
      for (const tag of head.channels) await this.follow({ head, built }, tag, { tx, contexts: approved });
      await retire(tx);
    };
  }

  /** Retires the channels of a repository that nothing names any more. */
  retire(repository: string, kept: readonly string[], contexts: Contexts): Completion {
    return async (tx) => {
      const found = await this.channels.inUse(repository);
      for (const { tag } of found.filter((row) => !kept.includes(row.tag))) {
        const channel = { repository, tag };
        const target = { stream: channelStream(channel), decider: channelDecider, tx };
        await handle(this.store, target, { type: 'Retire', channel }, contexts(`retire ${tag}`));
      }
    };
  }

  private async follow(
    { head, built }: Pick<CompleteRecords, 'head' | 'built'>,
    tag: string,
    { tx, contexts }: { readonly tx: Tx; readonly contexts: Contexts },
  ): Promise<void> {
    const channel = { repository: head.image, tag };
    const target = { stream: channelStream(channel), decider: channelDecider, tx };
    const { index, revision } = built;
    const command = { type: 'FollowHead', channel, index, revision, publication: publicationTag(head) } as const;
    await handle(this.store, target, command, contexts(`follow ${tag}`));
  }
}

/** The same decisions with one more cause. @param event its id; empty where it is not known */
const because =
  (contexts: Contexts, event: string): Contexts =>
  (part) => {
    const context = contexts(part);
    const causes = new Set([...context.causes, ...(event === '' ? [] : [event])]);
    return { ...context, causes: [...causes] };
  };
