import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { preAuthEncoding, STATEMENT_PAYLOAD_TYPE, statementBytes, type Statement } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { InMemoryContentStore, InMemorySigner } from '@quench/testing';
import { EcdsaStatements } from './ecdsa-statements.js';

const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'nginx', digest: { sha256: 'a'.repeat(64) } }],
  predicateType: 'https://example.example/predicate/v1',
  predicate: { result: 'grüße' },
};

function setUp() {
  const content = new InMemoryContentStore();
  const builder = new InMemorySigner('builder');
  const tester = new InMemorySigner('tester');
  const trusted = { builder: [builder.publicKey], tester: [tester.publicKey], retired: [] };
  const keep = async (text: string) => (await content.write(Buffer.from(text))).digest;
  const statements = new EcdsaStatements(builder, trusted, content);
  return { content, statements, trusted, keep, builder };
}

/** An envelope with one thing changed. */
async function altered(change: (envelope: Record<string, unknown>) => unknown) {
  const { statements, keep } = setUp();
  const { bytes } = await statements.sign(statement);
  const envelope = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
  return statements.verify(await keep(JSON.stringify(change(envelope))), 'builder');
}

describe('statements', () => {
  it('come back from the envelope that was kept', async () => {
    const { statements, content } = setUp();
    const signed = await statements.sign(statement);
    expect(signed.envelope).toBe(sha256(signed.bytes));
    expect(await content.read(signed.envelope, { maxBytes: 10_000 })).toStrictEqual(signed.bytes);
    expect(await statements.verify(signed.envelope, 'builder')).toStrictEqual(statement);
  });

  it('are kept with one signature and no key id', async () => {
    const { bytes } = await setUp().statements.sign(statement);
    const envelope = JSON.parse(Buffer.from(bytes).toString()) as { signatures: object[]; payloadType: string };
    expect(envelope.payloadType).toBe(STATEMENT_PAYLOAD_TYPE);
    expect(envelope.signatures.map((signature) => Object.keys(signature))).toStrictEqual([['sig']]);
  });

  it('of one service are not those of another', async () => {
    const { statements } = setUp();
    const { envelope } = await statements.sign(statement);
    await expect(statements.verify(envelope, 'tester')).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  it.each(['distributor', 'retired', 'constructor', '__proto__'])(
    'of %s, whose keys nobody trusts, are refused',
    async (service) => {
      const { statements } = setUp();
      const { envelope } = await statements.sign(statement);
      await expect(statements.verify(envelope, service)).rejects.toMatchObject({
        name: 'IntegrityFault',
        code: 'signer-unknown',
      });
    },
  );

  it('are believed from any of the trusted keys, as while a key is replaced', async () => {
    const { statements, content, builder } = setUp();
    const { envelope } = await statements.sign(statement);
    const next = new InMemorySigner('builder');
    const later = new EcdsaStatements(next, { builder: [next.publicKey, builder.publicKey] }, content);
    expect(await later.verify(envelope, 'builder')).toStrictEqual(statement);
  });

  it('with a changed payload are refused', async () => {
    const other = Buffer.from(statementBytes({ ...statement, predicate: { result: 'other' } })).toString('base64');
    await expect(altered((envelope) => ({ ...envelope, payload: other }))).rejects.toMatchObject({
      code: 'signature-invalid',
    });
  });

  it.each([
    [
      'two signatures',
      (e: Record<string, unknown>) => ({ ...e, signatures: [...(e['signatures'] as []), { sig: '' }] }),
    ],
    ['no signature', (e: Record<string, unknown>) => ({ ...e, signatures: [] })],
    [
      'a key id',
      (e: Record<string, unknown>) => ({ ...e, signatures: [{ ...(e['signatures'] as [object])[0], keyid: '' }] }),
    ],
    ['another payload type', (e: Record<string, unknown>) => ({ ...e, payloadType: 'text/plain' })],
    ['base64 with white space', (e: Record<string, unknown>) => ({ ...e, payload: `${String(e['payload'])}\n` })],
    ['another member', (e: Record<string, unknown>) => ({ ...e, extra: 1 })],
    ['a list', () => []],
    ['nothing', () => null],
  ])('in an envelope with %s are refused', async (_what, change) => {
    await expect(altered(change)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'statement-malformed' });
  });

  it.each([
    ['without a subject', { ...statement, subject: [] }],
    ['of another form', { ...statement, _type: 'https://in-toto.io/Statement/v0.1' }],
    ['about no digest', { ...statement, subject: [{ digest: { sha256: 'abc' } }] }],
    ['with no predicate', { ...statement, predicate: undefined }],
  ])('%s are refused though well signed', async (_what, odd) => {
    const { statements } = setUp();
    const { envelope } = await statements.sign(odd as unknown as Statement);
    await expect(statements.verify(envelope, 'builder')).rejects.toMatchObject({ code: 'statement-malformed' });
  });
});

describe('pre-authentication encoding', () => {
  it('counts bytes, not characters', () => {
    const encoded = Buffer.from(preAuthEncoding(Buffer.from('grüße'))).toString();
    expect(encoded).toBe('DSSEv1 28 application/vnd.in-toto+json 7 grüße');
  });
});
