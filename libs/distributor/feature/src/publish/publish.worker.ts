import { Injectable } from '@nestjs/common';
import { lineOf } from '@quench/contracts';
import { PUBLISH } from '@quench/distributor-domain';
import type { Claim, Completion, Worker } from '@quench/ports';
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
  ) {}

  async work(claim: Claim): Promise<Completion> {
    const line = lineOf(claim.key);
    await this.sealing.settleEarlier(claim);
    const contexts = await this.publication.contexts(claim);
    const found = await this.judge.records(line);
    if ('missing' in found) {
      const { code, detail } = found.missing;
      const retire = code === 'definition-retired' ? this.publication.retire(line.image, [], contexts) : nothing;
      return async (tx) => {
        await retire(tx);
        return `${code}: ${detail}`;
      };
    }
    const { records } = found;
    if ((await this.sealing.isWhole(records)) && (await this.publication.isFollowed(records))) return nothing;
    const judged = await this.judge.judge(records);
    if ('obstacle' in judged) return this.publication.refuse(records, judged.obstacle, contexts);
    const seal = await this.sealing.seal(claim, records, judged.proofs);
    const publish = this.publication.publish(records, seal, contexts);
    return async (tx) => {
      await this.judge.confirm(records, tx);
      await publish(tx);
    };
  }
}
