import { Injectable } from '@nestjs/common';
import type { ImageAttested, ImageEvent } from '@quench/contracts';
import type { CompleteRecords, Seal } from '@quench/distributor-domain';
import { digest, TransientFault, type Json } from '@quench/kernel';
import { ContentStore, WorkQueue, type Claim, type Effect, type Stream } from '@quench/ports';
import type { Judged } from './evidence.js';
import { SealImage, type Missing } from './seal-image.js';

/** A seal for an image, and what was recorded of that before. */
export interface Sealing {
  readonly seal: Seal;
  readonly known: Stream<ImageEvent>;
}

/**
 * Publishes one seal per piece of work: what was signed is kept as a pack, then written into the work item, then
 * recorded. A retry takes it from the item, since signing again would give other bytes; what was signed before a crash and
 * came into no item is published by nobody.
 */
@Injectable()
export class KeptSeal {
  constructor(
    private readonly queue: WorkQueue,
    private readonly content: ContentStore,
    private readonly image: SealImage,
  ) {}

  /** Whether there is nothing left to sign or attest. */
  async isWhole(records: CompleteRecords): Promise<boolean> {
    return isNothing(await this.image.missing(records));
  }

  /** @throws TransientFault `claim-lost` */
  async seal(claim: Claim, records: CompleteRecords, judged: Judged): Promise<Sealing> {
    const missing = await this.image.missing(records);
    const { known } = missing;
    if (isNothing(missing)) return { seal: {}, known };
    const { index } = records.built;
    const kept = await this.kept(claim.effect, index, missing);
    const seal = kept ?? (await this.image.make(missing, records, judged));
    const held = kept !== undefined || (await this.queue.intend(claim, { index, seal: plain(seal) }));
    if (!held || !(await this.queue.settle(claim, 'confirmed', {}))) {
      throw new TransientFault('claim-lost', `Another worker took over ${claim.key} while ${index} was being signed`);
    }
    return { seal, known };
  }

  /**
   * Ends what an earlier try intended and did not come to settle. Nothing of it is outside yet: what still fits is
   * published by this try, the rest by nobody.
   * @throws TransientFault `claim-lost`
   */
  async settleEarlier(claim: Claim): Promise<void> {
    if (claim.effect?.state !== 'intended' || (await this.queue.settle(claim, 'confirmed', {}))) return;
    throw new TransientFault('claim-lost', `Another worker took over ${claim.key}`);
  }

  private async kept(effect: Effect | undefined, index: string, missing: Missing): Promise<Seal | undefined> {
    const request = effect?.request as { readonly index?: string; readonly seal?: Seal } | undefined;
    if (request?.seal === undefined || request.index !== index || !fits(request.seal, missing)) return undefined;
    const there = await Promise.all(keptOf(request.seal).map((one) => this.content.stat(digest(one))));
    return there.includes(undefined) ? undefined : request.seal;
  }
}

const isNothing = ({ signature, envelopes }: Missing): boolean => !signature && envelopes.length === 0;

const fits = ({ signed, attested }: Seal, { signature, envelopes }: Missing): boolean =>
  (signed !== undefined) === signature && (attested?.envelopes ?? []).join() === envelopes.join();

/** The packs of a seal; of one that an earlier version made the manifests. */
const keptOf = ({ signed, attested }: Seal): readonly string[] => [
  ...(signed?.packed === undefined
    ? (signed?.manifests.flatMap(({ signatures }) => signatures) ?? [])
    : [signed.packed]),
  ...(attested?.packed === undefined ? attestationsOf(attested) : [attested.packed]),
];

const attestationsOf = (attested: ImageAttested | undefined): readonly string[] => [
  ...(attested?.attestations.map(({ bundle }) => bundle) ?? []),
  ...(attested?.legacy.map(({ manifest }) => manifest) ?? []),
];

const plain = (seal: Seal): Json => JSON.parse(JSON.stringify(seal)) as Json;
