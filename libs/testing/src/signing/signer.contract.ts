import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hex, sha256 } from '@quench/kernel';
import type { Signer } from '@quench/ports';

/** What every signer promises. @param make a signer of `service`, with a key that no other has */
export function signerContract(name: string, make: (service: string) => Promise<Signer>): void {
  const message = Buffer.from('a statement');
  const holds = (signer: Signer, signed: Uint8Array, signature: Uint8Array): boolean =>
    verify('sha256', signed, { key: createPublicKey(signer.publicKey.pem), dsaEncoding: 'der' }, signature);

  describe(`signer: ${name}`, () => {
    it('signs what its public key verifies, and nothing else', async () => {
      const signer = await make('builder');
      const signature = await signer.sign(message);
      expect(holds(signer, message, signature)).toBe(true);
      expect(holds(signer, Buffer.from('a statemenT'), signature)).toBe(false);
    });

    it('names its key by the digest of the public half', async () => {
      const { publicKey } = await make('tester');
      const key = createPublicKey(publicKey.pem);
      expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
      expect(publicKey.keyId).toBe(hex(sha256(key.export({ type: 'spki', format: 'der' }))));
      expect(publicKey.service).toBe('tester');
    });

    it('has a key of its own', async () => {
      const [one, other] = [await make('builder'), await make('builder')];
      expect(one.publicKey.keyId).not.toBe(other.publicKey.keyId);
      expect(holds(other, message, await one.sign(message))).toBe(false);
    });
  });
}
