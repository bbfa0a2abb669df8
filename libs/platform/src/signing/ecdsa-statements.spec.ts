import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { preAuthEncoding } from '@quench/contracts';
import { InMemoryContentStore, InMemorySigner, statementsContract } from '@quench/testing';
import { EcdsaStatements, type TrustedKeys } from './ecdsa-statements.js';

statementsContract('ECDSA', (signer, trusted, content) => {
  const keysOf = (service: string) =>
    trusted.map(({ publicKey }) => publicKey).filter((key) => key.service === service);
  const services = new Set(trusted.map(({ publicKey }) => publicKey.service));
  const keys: TrustedKeys = Object.fromEntries([...services].map((service) => [service, keysOf(service)]));
  return new EcdsaStatements(signer, keys, content);
});

describe('trusted keys', () => {
  it('of a service that has none left are those of nobody', async () => {
    const builder = new InMemorySigner('builder');
    const statements = new EcdsaStatements(builder, { builder: [] }, new InMemoryContentStore());
    const predicate = { x: 1 };
    const subject = [{ digest: { sha256: 'a'.repeat(64) } }];
    const { envelope } = await statements.sign({
      _type: 'https://in-toto.io/Statement/v1',
      subject,
      predicateType: 'https://example.example/',
      predicate,
    });
    await expect(statements.verify(envelope, 'builder')).rejects.toMatchObject({ code: 'signer-unknown' });
  });
});

describe('pre-authentication encoding', () => {
  it('counts bytes, not characters', () => {
    const encoded = Buffer.from(preAuthEncoding(Buffer.from('grüße'))).toString();
    expect(encoded).toBe('DSSEv1 28 application/vnd.in-toto+json 7 grüße');
  });
});
