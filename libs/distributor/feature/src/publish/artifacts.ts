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
import { Clock, Signer, Statements } from '@quench/ports';

/** A signed statement in the form of cosign 3, and what the legacy form needs of it. */
export interface Attested {
  readonly bundle: Digest;
  readonly legacy: SignedPredicate;
}

/** What is to be kept, by digest. */
export type Made = Map<Digest, string>;

/** Signs with the distributor's key, and makes what cosign will ask for. */
@Injectable()
export class Artifacts {
  constructor(
    private readonly signer: Signer,
    private readonly statements: Statements,
    private readonly clock: Clock,
  ) {}

  get keyId(): string {
    return this.signer.publicKey.keyId;
  }

  /** First the bundle, then the legacy form: both by one key, since cosign 3 looks at the second only without the first. */
  async sign(
    repository: string,
    subject: WantedAttestation['subject'],
    made: Made,
  ): Promise<readonly [Digest, Digest]> {
    const named = digest(subject.digest);
    const { bundle } = await this.attest({ subject, statement: signatureStatement(named) }, made);
    const payload = signaturePayload(repository, named);
    const signature = await this.signer.sign(Buffer.from(payload));
    return [bundle, add(legacySignature(payload, signature), made)];
  }

  async attest({ subject, statement }: WantedAttestation, made: Made): Promise<Attested> {
    const { predicateType } = statement;
    const envelope = Buffer.from(await this.statements.wrap(statement)).toString('utf8');
    const createdAt = this.clock.now();
    const bundle = bundleArtifact({ subject, predicateType, envelope, keyId: this.keyId, createdAt });
    return { bundle: add(bundle, made), legacy: { predicateType, envelope } };
  }

  /** The legacy form has one manifest for all attestations of a subject. */
  attestLegacy(signed: readonly SignedPredicate[], made: Made): Digest {
    return add(legacyAttestations(signed), made);
  }
}

function add({ manifest, digest: named, blobs }: Artifact, made: Made): Digest {
  for (const blob of blobs) made.set(sha256(blob), blob);
  made.set(named, manifest);
  return named;
}
