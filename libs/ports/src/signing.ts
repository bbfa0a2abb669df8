import type { Statement } from '@quench/contracts';
import type { Digest } from '@quench/kernel';

export type { Statement } from '@quench/contracts';

/** A public key and who holds its private half. */
export interface PublicKey {
  /** Hex sha256 of the DER of the public key (SPKI). */
  readonly keyId: string;
  /** PEM, `PUBLIC KEY`. */
  readonly pem: string;
  readonly service: string;
}

/** Port. One service's private key: ECDSA over P-256 with SHA-256, DER signatures. The key itself never leaves. */
export abstract class Signer {
  abstract readonly publicKey: PublicKey;
  abstract sign(message: Uint8Array): Promise<Uint8Array>;
}

/** A DSSE envelope in the content store. */
export interface SignedStatement {
  readonly envelope: Digest;
  readonly bytes: Uint8Array;
}

/** Port. Makes and checks DSSE envelopes around statements. */
export abstract class Statements {
  /** Signs with this service's key and keeps the envelope in the content store. */
  abstract sign(statement: Statement): Promise<SignedStatement>;

  /** As `sign`, for whoever keeps the envelope elsewhere. */
  abstract wrap(statement: Statement): Promise<Uint8Array>;

  /**
   * The statement in an envelope, after checking its signature against the keys that the configuration trusts for
   * `service`. Trusted keys never come from an event.
   * @throws IntegrityFault `signature-invalid`, `statement-malformed`, `signer-unknown`
   */
  abstract verify(envelope: Digest, service: string): Promise<Statement>;

  /** As `verify`, of an envelope that was kept elsewhere. @throws as `verify` */
  abstract unwrap(envelope: Uint8Array, service: string): Statement;
}
