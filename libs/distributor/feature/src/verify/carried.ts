import { createPublicKey, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { imageStream, predicateTypes, type Attestation, type ImageEvent } from '@quench/contracts';
import { bundledEnvelope, manifestShape, signedDigest, subjectsOf } from '@quench/distributor-domain';
import { EventStore, Signer, Statements } from '@quench/ports';
import { Packs, type OpenPack } from '../packs.js';
import { ShapedDocuments } from '../shaped-documents.js';
import { check, mismatch, type Check } from './check.js';

/** What a bundle is to be about. */
interface Carries {
  readonly subject: string;
  readonly predicateType: string;
}

/** Looks at the signatures and attestations that an image carries, as a client would. */
@Injectable()
export class Carried {
  constructor(
    private readonly store: EventStore,
    private readonly signer: Signer,
    private readonly statements: Statements,
    private readonly documents: ShapedDocuments,
    private readonly packs: Packs,
  ) {}

  /** One check for each signature in each form, and for each attestation. */
  async checks(index: string): Promise<readonly Check[]> {
    const { events } = await this.store.read<ImageEvent>(imageStream(index));
    const checks = await Promise.all(events.map((event) => this.ofEvent(event)));
    return checks.flat();
  }

  /** Envelopes of builder and tester whose statements the image carries. */
  async envelopes(index: string): Promise<ReadonlySet<string>> {
    const { events } = await this.store.read<ImageEvent>(imageStream(index));
    return new Set(
      events.flatMap((event) => (event.type === 'distributor.ImageAttested.v1' ? event.data.envelopes : [])),
    );
  }

  private ofEvent({ type, data }: ImageEvent): Promise<readonly Check[]> {
    switch (type) {
      case 'distributor.ImageSigned.v1':
        return this.within(data.packed, (pack) =>
          data.manifests.flatMap(({ subject, signatures: [bundle = '', legacy = ''] }) => [
            check('signature', subject, async () =>
              this.bundle(bundle, { subject, predicateType: predicateTypes.cosignSignature }, await pack()),
            ),
            check('signature', subject, async () => this.legacy(legacy, subject, await pack())),
          ]),
        );
      case 'distributor.ImageAttested.v1':
        return this.within(data.packed, (pack) => [
          ...data.attestations.map(({ subject, predicateType, bundle }) =>
            check('attestation', subject, async () => this.bundle(bundle, { subject, predicateType }, await pack())),
          ),
          ...data.legacy.map(({ subject, manifest }) =>
            check('attestation', subject, async () => {
              const attested = data.attestations.filter((one) => one.subject === subject);
              return this.legacyAttestations(manifest, { subject, attested }, await pack());
            }),
          ),
        ]);
      case 'distributor.PublicationRefused.v1':
        return Promise.resolve([]);
    }
  }

  /** A pack is opened once; each check that needs it tells what is wrong with it. */
  private within(
    packed: string | undefined,
    checks: (pack: () => Promise<OpenPack>) => readonly Promise<Check>[],
  ): Promise<readonly Check[]> {
    let pack: Promise<OpenPack> | undefined;
    return Promise.all(checks(() => (pack ??= this.packs.open(packed))));
  }

  private async bundle(manifest: string, { subject, predicateType }: Carries, pack: OpenPack): Promise<string> {
    const { layers, subject: refersTo } = this.documents.shaped(manifest, await pack.text(manifest), manifestShape);
    if (refersTo?.digest !== subject) throw mismatch(`${manifest} refers to ${refersTo?.digest ?? 'nothing'}`);
    const envelope = bundledEnvelope(await pack.text(layers[0]?.digest ?? ''));
    const statement = this.statements.unwrap(Buffer.from(envelope), 'distributor');
    if (!subjectsOf(statement).includes(subject)) throw mismatch(`${manifest} is about another subject`);
    if (statement.predicateType !== predicateType) throw mismatch(`${manifest} is a ${statement.predicateType}`);
    return `${predicateType}, signed by the distributor`;
  }

  private async legacy(manifest: string, subject: string, pack: OpenPack): Promise<string> {
    const { layers } = this.documents.shaped(manifest, await pack.text(manifest), manifestShape);
    const payload = await pack.text(layers[0]?.digest ?? '');
    const signature = Buffer.from(layers[0]?.annotations?.['dev.cosignproject.cosign/signature'] ?? '', 'base64');
    const key = { key: createPublicKey(this.signer.publicKey.pem), dsaEncoding: 'der' } as const;
    if (!verify('sha256', Buffer.from(payload), key, signature)) throw mismatch(`${manifest} has a bad signature`);
    if (signedDigest(payload) !== subject) throw mismatch(`${manifest} signs another digest`);
    return 'legacy form, signed by the distributor';
  }

  private async legacyAttestations(
    manifest: string,
    { subject, attested }: Pick<Attestation, 'subject'> & { readonly attested: readonly Attestation[] },
    pack: OpenPack,
  ): Promise<string> {
    const { layers } = this.documents.shaped(manifest, await pack.text(manifest), manifestShape);
    const types = layers.map(({ annotations }) => annotations?.['predicateType']);
    const lacking = attested.find(({ predicateType }) => !types.includes(predicateType));
    if (lacking !== undefined) throw mismatch(`${manifest} does not carry ${lacking.predicateType}`);
    for (const { digest: layer, annotations } of layers) {
      const statement = this.statements.unwrap(await pack.bytes(layer), 'distributor');
      const named = annotations?.['predicateType'] ?? 'nothing';
      if (!subjectsOf(statement).includes(subject)) throw mismatch(`${layer} is about another subject`);
      if (statement.predicateType !== named)
        throw mismatch(`${layer} is a ${statement.predicateType}, named as ${named}`);
    }
    return `legacy form of ${String(layers.length)} attestations, signed by the distributor`;
  }
}
