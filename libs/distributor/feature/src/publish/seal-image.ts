import { Injectable } from '@nestjs/common';
import {
  imageStream,
  type ImageAttested,
  type ImageEvent,
  type ImageSigned,
  type OciDescriptor,
} from '@quench/contracts';
import {
  billsOf,
  imageDecider,
  indexDescriptor,
  manifestShape,
  onChildAndImage,
  onImageAndChildren,
  statementOn,
  type CompleteRecords,
  type ImageParts,
  type LegacyManifest,
  type Seal,
  type SignedPredicate,
  type WantedAttestation,
} from '@quench/distributor-domain';
import { digest, fold, IntegrityFault } from '@quench/kernel';
import { ContentStore, EventStore, type Stream } from '@quench/ports';
import { Packs } from '../packs.js';
import { ShapedDocuments } from '../shaped-documents.js';
import { Artifacts, type Made } from './artifacts.js';
import type { Judged } from './evidence.js';

/** What an image still lacks. */
export interface Missing {
  readonly signature: boolean;
  /** Envelopes of builder and tester whose statements the image does not carry yet. */
  readonly envelopes: readonly string[];
  /** What was recorded of it. */
  readonly known: Stream<ImageEvent>;
}

/** Makes the signatures and attestations that an image lacks. */
@Injectable()
export class SealImage {
  constructor(
    private readonly store: EventStore,
    private readonly content: ContentStore,
    private readonly documents: ShapedDocuments,
    private readonly packs: Packs,
    private readonly artifacts: Artifacts,
  ) {}

  async missing(records: CompleteRecords): Promise<Missing> {
    const known = await this.store.read<ImageEvent>(imageStream(records.built.index));
    const { signed, envelopes } = fold(imageDecider, known.events);
    const all = [...records.built.platforms.map(({ provenance }) => provenance), records.verdict.statement];
    return { signature: !signed, envelopes: all.filter((envelope) => !envelopes.has(envelope)), known };
  }

  /**
   * Everything that the answer names is in the content store.
   * @throws IntegrityFault `content-missing`, `provenance-mismatch` when the proofs are not those of this image
   */
  async make(missing: Missing, records: CompleteRecords, judged: Judged): Promise<Seal> {
    const { built } = records;
    const found = await this.content.stat(digest(built.index));
    if (found === undefined) {
      throw new IntegrityFault('content-missing', `The index ${built.index} is not in the content store any more`);
    }
    const image = { repository: built.image, index: indexDescriptor(built.index, found.size) };
    const children = judged.proofs.index.manifests;
    const made: Made = new Map();
    const signed = missing.signature ? await this.signed(image, children, made) : undefined;
    const attested =
      missing.envelopes.length > 0 ? await this.attested(missing, image, { records, ...judged, made }) : undefined;
    const packed = await this.packs.write(made);
    return { ...(signed && { signed: { ...signed, packed } }), ...(attested && { attested: { ...attested, packed } }) };
  }

  private async signed(image: ImageParts, children: readonly OciDescriptor[], made: Made): Promise<ImageSigned> {
    const { repository, index } = image;
    const manifests = await Promise.all(
      [index, ...children].map(async (subject) => {
        const signatures = await this.artifacts.sign(repository, subject, made);
        return { subject: subject.digest, signatures: [...signatures] };
      }),
    );
    return { repository, index: index.digest, keyId: this.artifacts.keyId, manifests };
  }

  private async attested(
    { envelopes, known }: Missing,
    image: ImageParts,
    of: Judged & { readonly records: CompleteRecords; readonly made: Made },
  ): Promise<ImageAttested> {
    const { made } = of;
    const all = await Promise.all(
      this.wanted(envelopes, image, of).map(async (wanted) => ({
        wanted,
        done: await this.artifacts.attest(wanted, made),
      })),
    );
    const { legacy: earlier } = fold(imageDecider, known.events);
    const subjects = [...new Set(all.map(({ wanted }) => wanted.subject.digest))];
    const legacy = subjects.map(async (subject) => {
      const own = all.filter(({ wanted }) => wanted.subject.digest === subject).map(({ done }) => done.legacy);
      const before = await this.legacyOf(earlier.get(subject));
      return { subject, manifest: this.artifacts.attestLegacy([...before, ...own], made) };
    });
    return {
      repository: image.repository,
      index: image.index.digest,
      attestations: all.map(({ wanted: { subject, statement }, done }) => ({
        subject: subject.digest,
        predicateType: statement.predicateType,
        bundle: done.bundle,
      })),
      legacy: await Promise.all(legacy),
      envelopes: [...envelopes],
    };
  }

  /** What a subject carries already stays in front of what is new. */
  private async legacyOf(earlier: LegacyManifest | undefined): Promise<readonly SignedPredicate[]> {
    if (earlier === undefined) return [];
    const { manifest, packed } = earlier;
    const pack = await this.packs.open(packed);
    const { layers } = this.documents.shaped(manifest, await pack.text(manifest), manifestShape);
    return Promise.all(
      layers.map(async (layer) => ({
        predicateType: layer.annotations?.['predicateType'] ?? '',
        envelope: await pack.text(layer.digest),
      })),
    );
  }

  /** The statements of builder and tester, and the bills of materials that the builder signed the digests of. */
  private wanted(
    envelopes: readonly string[],
    image: ImageParts,
    { records, proofs, bills }: Judged & { readonly records: CompleteRecords },
  ): readonly WantedAttestation[] {
    const wanted: WantedAttestation[] = [];
    for (const { platform, manifest, provenance: envelope } of records.built.platforms) {
      if (!envelopes.includes(envelope)) continue;
      const child = proofs.index.manifests.find((one) => one.digest === manifest);
      const provenance = proofs.children.find((one) => one.platform === platform)?.provenance;
      const subject = provenance?.subject[0];
      if (child === undefined || provenance === undefined || subject === undefined) {
        throw new IntegrityFault('provenance-mismatch', `No provenance of ${platform} is about ${manifest}`);
      }
      wanted.push(...onChildAndImage(provenance, child, image));
      for (const { predicateType, digest: bill } of billsOf(provenance)) {
        const predicate = bills.get(bill);
        if (predicate === undefined) throw new IntegrityFault('content-missing', `Nobody has read the bill ${bill}`);
        wanted.push(...onChildAndImage(statementOn(subject, { predicateType, predicate }), child, image));
      }
    }
    if (!envelopes.includes(records.verdict.statement)) return wanted;
    return [...wanted, ...onImageAndChildren(proofs.verdict, image, proofs.index.manifests)];
  }
}
