import { Injectable } from '@nestjs/common';
import {
  bundleArtifact,
  legacyAttestations,
  legacySignature,
  signaturePayload,
  signatureStatement,
  type Artifact,
  type SignedPredicate,
  type WantedAttestation,
} from '@quench/distributor-domain';
import { digest, sha256, type Digest } from '@quench/kernel';
import { Clock, ContentStore, Signer, Statements } from '@quench/ports';
import { MAX_DOCUMENT_BYTES } from '../shaped-documents.js';

/** What is kept must be readable again. */
const maxBytes = MAX_DOCUMENT_BYTES;

/** A signed statement in the form of cosign 3, and what the legacy form needs of it. */
export interface Attested {
  readonly bundle: Digest;
  readonly legacy: SignedPredicate;
}

/** Signs with the distributor's key and keeps what cosign will ask for. */
@Injectable()
export class Artifacts {
  constructor(
    private readonly signer: Signer,
    private readonly statements: Statements,
    private readonly content: ContentStore,
    private readonly clock: Clock,
  ) {}

  get keyId(): string {
    return this.signer.publicKey.keyId;
  }

  /** First the bundle, then the legacy form: both by one key, since cosign 3 looks at the second only without the first. */
  async sign(repository: string, subject: WantedAttestation['subject']): Promise<readonly [Digest, Digest]> {
    const named = digest(subject.digest);
    const { bundle } = await this.attest({ subject, statement: signatureStatement(named) });
    const payload = signaturePayload(repository, named);
    const signature = await this.signer.sign(Buffer.from(payload));
    return [bundle, await this.keep(legacySignature(payload, signature))];
  }

  async attest({ subject, statement }: WantedAttestation): Promise<Attested> {
    const { predicateType } = statement;
    const envelope = Buffer.from((await this.statements.sign(statement)).bytes).toString('utf8');
    const createdAt = this.clock.now();
    const bundle = bundleArtifact({ subject, predicateType, envelope, keyId: this.keyId, createdAt });
    return { bundle: await this.keep(bundle), legacy: { predicateType, envelope } };
  }

  /** The legacy form has one manifest for all attestations of a subject. */
  async attestLegacy(signed: readonly SignedPredicate[]): Promise<Digest> {
    return this.keep(legacyAttestations(signed));
  }

  /** Blobs before the manifest that names them. */
  private async keep({ manifest, digest: expected, blobs }: Artifact): Promise<Digest> {
    await Promise.all(blobs.map((blob) => this.content.write(Buffer.from(blob), { expected: sha256(blob), maxBytes })));
    await this.content.write(Buffer.from(manifest), { expected, maxBytes });
    return expected;
  }
}
