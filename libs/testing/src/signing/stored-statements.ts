import { envelopeOf, preAuthEncoding, readEnvelope, readStatement, statementBytes } from '@quench/contracts';
import { canonicalJson, IntegrityFault, type Digest } from '@quench/kernel';
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
    const payload = statementBytes(statement);
    const signature = await this.signer.sign(preAuthEncoding(payload));
    const bytes = Buffer.from(canonicalJson({ ...envelopeOf(payload, signature) }));
    return { envelope: (await this.content.write(bytes)).digest, bytes };
  }

  override async verify(envelope: Digest, service: string): Promise<Statement> {
    const bytes = await this.content.read(envelope, { maxBytes: MAX_ENVELOPE_BYTES });
    const { payload, signature } = readEnvelope(Buffer.from(bytes).toString('utf8'));
    if (!this.isSignedBy(service, preAuthEncoding(payload), signature)) {
      throw new IntegrityFault('signature-invalid', `${envelope} is not signed by ${service}`);
    }
    return readStatement(payload);
  }
}
