import { createPublicKey, verify } from 'node:crypto';
import {
  envelopeOf,
  preAuthEncoding,
  readEnvelope,
  readStatement,
  statementBytes,
  type Statement,
} from '@quench/contracts';
import { canonicalJson, IntegrityFault, sha256, type Digest } from '@quench/kernel';
import { ContentStore, Signer, Statements, type PublicKey, type SignedStatement } from '@quench/ports';
import { failpoint } from '../failpoints/index.js';

/** Whose word counts: public keys by service, from configuration alone. */
export type TrustedKeys = Readonly<Record<string, readonly PublicKey[]>>;

/** An envelope that is larger is no statement of a service. */
const MAX_ENVELOPE_BYTES = 16 * 1024 * 1024;

/** Statements in DSSE envelopes, signed and checked with ECDSA over P-256; the envelopes lie in the content store. */
export class EcdsaStatements extends Statements {
  constructor(
    private readonly signer: Signer,
    private readonly trusted: TrustedKeys,
    private readonly content: ContentStore,
  ) {
    super();
  }

  override async sign(statement: Statement): Promise<SignedStatement> {
    const bytes = await this.wrap(statement);
    failpoint('sign-before-push');
    const { digest } = await this.content.write(bytes, { maxBytes: MAX_ENVELOPE_BYTES });
    failpoint('sign-after-push');
    return { envelope: digest, bytes };
  }

  override async wrap(statement: Statement): Promise<Uint8Array> {
    const payload = statementBytes(statement);
    const signature = await this.signer.sign(preAuthEncoding(payload));
    return Buffer.from(canonicalJson({ ...envelopeOf(payload, signature) }));
  }

  override async verify(envelope: Digest, service: string): Promise<Statement> {
    this.keysOf(service, envelope);
    return this.unwrap(await this.content.read(envelope, { maxBytes: MAX_ENVELOPE_BYTES }), service);
  }

  override unwrap(bytes: Uint8Array, service: string): Statement {
    const envelope = sha256(bytes);
    const keys = this.keysOf(service, envelope);
    const { payload, signature } = readEnvelope(Buffer.from(bytes).toString('utf8'));
    const signed = preAuthEncoding(payload);
    if (
      !keys.some((key) => verify('sha256', signed, { key: createPublicKey(key.pem), dsaEncoding: 'der' }, signature))
    ) {
      throw new IntegrityFault('signature-invalid', `${envelope} is not signed by a trusted key of ${service}`);
    }
    return readStatement(payload);
  }

  /** @throws IntegrityFault `signer-unknown` */
  private keysOf(service: string, envelope: Digest): readonly PublicKey[] {
    const keys = Object.hasOwn(this.trusted, service) ? (this.trusted[service] ?? []) : [];
    if (keys.length === 0) {
      throw new IntegrityFault(
        'signer-unknown',
        `No key of ${service} is trusted here, so ${envelope} cannot be believed`,
      );
    }
    return keys;
  }
}
