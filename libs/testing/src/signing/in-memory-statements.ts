import { createPublicKey, verify } from 'node:crypto';
import { IntegrityFault } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import type { InMemorySigner } from './in-memory-signer.js';
import { StoredStatements } from './stored-statements.js';

/** Statements of one service among those whose signers all know each other. */
export class InMemoryStatements extends StoredStatements {
  /** @param trusted one signer per service */
  constructor(
    signer: InMemorySigner,
    private readonly trusted: readonly InMemorySigner[],
    content: ContentStore,
  ) {
    super(signer, content);
  }

  protected override isSignedBy(service: string, message: Uint8Array, signature: Uint8Array): boolean {
    const keys = this.trusted.map(({ publicKey }) => publicKey).filter((key) => key.service === service);
    if (keys.length === 0) throw new IntegrityFault('signer-unknown', `Nobody trusts ${service}`);
    return keys.some(({ pem }) =>
      verify('sha256', message, { key: createPublicKey(pem), dsaEncoding: 'der' }, signature),
    );
  }
}
