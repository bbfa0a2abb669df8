import { createPublicKey, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { imageStream, predicateTypes, type ImageEvent } from '@quench/contracts';
import { bundledEnvelope, manifestShape, signedDigest, subjectsOf } from '@quench/distributor-domain';
import { sha256 } from '@quench/kernel';
import { EventStore, Signer, Statements } from '@quench/ports';
import { ShapedDocuments } from '../shaped-documents.js';
import { check, mismatch, type Check } from './check.js';

/** Looks at the signatures and attestations that an image carries, as a client would. */
@Injectable()
export class Carried {
  constructor(
    private readonly store: EventStore,
    private readonly signer: Signer,
    private readonly statements: Statements,
    private readonly documents: ShapedDocuments,
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
        return Promise.all(
          data.manifests.flatMap(({ subject, signatures: [bundle = '', legacy = ''] }) => [
            check('signature', subject, () => this.bundle(bundle, subject, predicateTypes.cosignSignature)),
            check('signature', subject, () => this.legacy(legacy, subject)),
          ]),
        );
      case 'distributor.ImageAttested.v1':
        return Promise.all(
          data.attestations.map(({ subject, predicateType, bundle }) =>
            check('attestation', subject, () => this.bundle(bundle, subject, predicateType)),
          ),
        );
      case 'distributor.PublicationRefused.v1':
        return Promise.resolve([]);
    }
  }

  private async bundle(manifest: string, subject: string, predicateType: string): Promise<string> {
    const { layers, subject: refersTo } = await this.documents.read(manifest, manifestShape);
    if (refersTo?.digest !== subject) throw mismatch(`${manifest} refers to ${refersTo?.digest ?? 'nothing'}`);
    const envelope = sha256(bundledEnvelope(await this.documents.text(layers[0]?.digest ?? '')));
    const statement = await this.statements.verify(envelope, 'distributor');
    if (!subjectsOf(statement).includes(subject)) throw mismatch(`${manifest} is about another subject`);
    if (statement.predicateType !== predicateType) throw mismatch(`${manifest} is a ${statement.predicateType}`);
    return `${predicateType}, signed by the distributor`;
  }

  private async legacy(manifest: string, subject: string): Promise<string> {
    const { layers } = await this.documents.read(manifest, manifestShape);
    const payload = await this.documents.text(layers[0]?.digest ?? '');
    const signature = Buffer.from(layers[0]?.annotations?.['dev.cosignproject.cosign/signature'] ?? '', 'base64');
    const key = { key: createPublicKey(this.signer.publicKey.pem), dsaEncoding: 'der' } as const;
    if (!verify('sha256', Buffer.from(payload), key, signature)) throw mismatch(`${manifest} has a bad signature`);
    if (signedDigest(payload) !== subject) throw mismatch(`${manifest} signs another digest`);
    return 'legacy form, signed by the distributor';
  }
}
