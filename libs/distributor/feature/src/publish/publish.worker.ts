import { Injectable } from '@nestjs/common';
import { lineOf, type ImageLine } from '@quench/contracts';
import {
  areFollowing,
  prodObstacle,
  PUBLISH,
  publish,
  successors,
  type ImageChannels,
} from '@quench/distributor-domain';
import type { Wanted } from '@quench/kernel';
import { WorkQueue, type Claim, type Completion, type LeftToOthers, type Worker } from '@quench/ports';
import { ChannelRows } from '../channels/channel-rows.js';
import { Judge } from './judge.js';
import { KeptSeal } from './kept-seal.js';
import { Publication } from './publication.js';

const nothing: Completion = async () => {};

/** Brings the channels of a line to the image of its head lock, once that is proven, signed and attested. */
@Injectable()
export class PublishWorker implements Worker {
  readonly kind = PUBLISH;
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly judge: Judge,
    private readonly sealing: KeptSeal,
    private readonly publication: Publication,
    private readonly channels: ChannelRows,
    private readonly queue: WorkQueue,
  ) {}

  async work(claim: Claim): Promise<Completion | LeftToOthers> {
    const line = lineOf(claim.key);
    await this.sealing.settleEarlier(claim);
    const contexts = await this.publication.contexts(claim);
    const found = await this.judge.records(line);
    const all = await this.channels.ofImage(line.image);
    const handOver = await this.handOver(line, all, claim);
    if ('missing' in found) {
      const { code, detail } = found.missing;
      const retire = code === 'definition-retired' ? this.publication.retire(line, all, contexts) : nothing;
      return async (tx) => {
        await retire(tx);
        await handOver(tx);
        return `${code}: ${detail}`;
      };
    }
    const { records } = found;
    if ((await this.sealing.isWhole(records)) && areFollowing(records, all)) return handOver;
    const judged = await this.judge.judge(records);
    if ('leftToOthers' in judged) return judged;
    if ('obstacle' in judged) return this.publication.refuse(records, judged.obstacle, contexts);
    const barred = prodObstacle(records.head, all);
    if (barred !== undefined) return this.publication.refuse(records, barred, contexts);
    const seal = await this.sealing.seal(claim, records, judged.proofs);
    const published = this.publication.publish(records, seal, { all, contexts });
    return async (tx) => {
      await this.judge.confirm(records, tx);
      await published(tx);
      await handOver(tx);
    };
  }

  /** Asks for the lines that channels of this one are to follow from now on; what is not approved yet will ask itself. */
  private async handOver(line: ImageLine, all: ImageChannels, claim: Claim): Promise<Completion> {
    const wanted: Wanted[] = [];
    for (const next of successors(line, all)) {
      if ('records' in (await this.judge.records(next))) wanted.push(publish(next));
    }
    return wanted.length === 0 ? nothing : (tx) => this.queue.enqueue(wanted, claim, tx);
  }
}
