import { envelopeOf, preAuthEncoding, readEnvelope, readStatement, statementBytes } from '@quench/contracts';
import { canonicalJson, IntegrityFault, sha256, type Digest } from '@quench/kernel';
import { Statements, type ContentStore, type SignedStatement, type Signer, type Statement } from '@quench/ports';

const MAX_ENVELOPE_BYTES = 10_000_000;

/** Statements of one service, whose envelopes are in a content store. */
export abstract class StoredStatements extends Statements {
  constructor(
    private readonly signer: Signer,
    private readonly content: ContentStore,
  ) {
    super();
  }

  /** @throws IntegrityFault `signer-unknown` */
  protected abstract isSignedBy(service: string, message: Uint8Array, signature: Uint8Array): boolean;

  override async sign(statement: Statement): Promise<SignedStatement> {
    const bytes = await this.wrap(statement);
    return { envelope: (await this.content.write(bytes)).digest, bytes };
  }

  override async wrap(statement: Statement): Promise<Uint8Array> {
    const payload = statementBytes(statement);
    const signature = await this.signer.sign(preAuthEncoding(payload));
    return Buffer.from(canonicalJson({ ...envelopeOf(payload, signature) }));
  }

  override async verify(envelope: Digest, service: string): Promise<Statement> {
    return this.unwrap(await this.content.read(envelope, { maxBytes: MAX_ENVELOPE_BYTES }), service);
  }

  override unwrap(bytes: Uint8Array, service: string): Statement {
    const { payload, signature } = readEnvelope(Buffer.from(bytes).toString('utf8'));
    if (!this.isSignedBy(service, preAuthEncoding(payload), signature)) {
      throw new IntegrityFault('signature-invalid', `${sha256(bytes)} is not signed by ${service}`);
    }
    return readStatement(payload);
  }
}
