import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { hex, sha256 } from '@quench/kernel';
import { Signer, type PublicKey } from '@quench/ports';

/** A private key that ends with the process. */
export class InMemorySigner extends Signer {
  override readonly publicKey: PublicKey;
  private readonly key: KeyObject;

  constructor(service: string) {
    super();
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = privateKey;
    this.publicKey = {
      keyId: hex(sha256(publicKey.export({ type: 'spki', format: 'der' }))),
      pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      service,
    };
  }

  override sign(message: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(sign('sha256', message, { key: this.key, dsaEncoding: 'der' }));
  }
}
