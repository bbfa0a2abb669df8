import { Injectable } from '@nestjs/common';
import { channelStream, imageStream, type ImageLine, type LineOfImage } from '@quench/contracts';
import { clip } from '@quench/kernel';
import {
  abandoned,
  channelDecider,
  imageDecider,
  ownChannels,
  publicationTag,
  type CompleteRecords,
  type ImageChannels,
  type Obstacle,
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
import type { Sealing } from './kept-seal.js';

/** The context of one decision among those of a piece of work. */
export type Contexts = (part: string) => CommandContext;

/** Records what publishing came to. */
@Injectable()
export class Publication {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  contexts(claim: Claim): Contexts {
    return (part) => workContext({ service: 'distributor', claim, at: this.clock.now(), part });
  }

  refuse({ built }: CompleteRecords, obstacle: Obstacle, contexts: Contexts): Completion {
    const { image, index } = built;
    return async (tx) => {
      const target = { stream: imageStream(index), decider: imageDecider, tx };
      const refused = { image, index, code: obstacle.code, detail: clip(obstacle.detail, 4_000) };
      await handle(this.store, target, { type: 'Refuse', refused }, contexts('refuse'));
    };
  }

  /** @param all as it was when the image was judged */
  publish(
    { head, built, verdict }: CompleteRecords,
    { seal, known }: Sealing,
    { all, contexts }: { readonly all: ImageChannels; readonly contexts: Contexts },
  ): Completion {
    const retire = this.retire(head, all, contexts);
    // The verdict is a cause, too, whatever asked for the publication: an image that came back was approved before.
    const approved = because(contexts, verdict.event);
    return async (tx) => {
      const target = { stream: imageStream(built.index), decider: imageDecider, known, tx };
      await handle(this.store, target, { type: 'Seal', seal }, approved('seal'));
      for (const tag of ownChannels(head, all)) await this.follow({ head, built }, tag, { tx, contexts: approved });
      await retire(tx);
    };
  }

  /** Retires the channels of a line that no line of its image names any more. */
  retire(line: ImageLine, all: ImageChannels, contexts: Contexts): Completion {
    return async (tx) => {
      for (const { tag } of abandoned(line, all)) {
        const channel = { repository: line.image, tag };
        const target = { stream: channelStream(channel), decider: channelDecider, tx };
        await handle(this.store, target, { type: 'Retire', channel, line }, contexts(`retire ${tag}`));
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
    const line: LineOfImage = { versionStream: head.versionStream, variant: head.variant };
    const publication = publicationTag(head);
    const command = { type: 'FollowHead', channel, line, index, revision, publication } as const;
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
