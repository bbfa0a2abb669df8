import { createPublicKey, verify } from 'node:crypto';
import { envelopeOf, preAuthEncoding, readEnvelope, readStatement, statementBytes } from '@quench/contracts';
import { canonicalJson, IntegrityFault, type Digest } from '@quench/kernel';
import { ContentStore, Statements, type SignedStatement, type Statement } from '@quench/ports';
import type { InMemorySigner } from './in-memory-signer.js';

/** Statements of one service among those whose signers all know each other. */
export class InMemoryStatements extends Statements {
  /** @param trusted one signer per service */
  constructor(
    private readonly signer: InMemorySigner,
    private readonly trusted: readonly InMemorySigner[],
    private readonly content: ContentStore,
  ) {
    super();
  }

  override async sign(statement: Statement): Promise<SignedStatement> {
    const payload = statementBytes(statement);
    const signature = await this.signer.sign(preAuthEncoding(payload));
    const bytes = Buffer.from(canonicalJson({ ...envelopeOf(payload, signature) }));
    return { envelope: (await this.content.write(bytes)).digest, bytes };
  }

  override async verify(envelope: Digest, service: string): Promise<Statement> {
    const keys = this.trusted.map(({ publicKey }) => publicKey).filter((key) => key.service === service);
    if (keys.length === 0) throw new IntegrityFault('signer-unknown', `Nobody trusts ${service}`);
    const bytes = await this.content.read(envelope, { maxBytes: 10_000_000 });
    const { payload, signature } = readEnvelope(Buffer.from(bytes).toString('utf8'));
    const holds = keys.some(({ pem }) =>
      verify('sha256', preAuthEncoding(payload), { key: createPublicKey(pem), dsaEncoding: 'der' }, signature),
    );
    if (!holds) throw new IntegrityFault('signature-invalid', `${envelope} is not signed by ${service}`);
    return readStatement(payload);
  }
}
