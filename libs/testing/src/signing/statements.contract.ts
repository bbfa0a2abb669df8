import { describe, expect, it } from '@jest/globals';
import { STATEMENT_PAYLOAD_TYPE, statementBytes, type Statement } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import type { ContentStore, Statements } from '@quench/ports';
import { InMemoryContentStore } from '../content-store/index.js';
import { InMemorySigner } from './in-memory-signer.js';

type Written = Record<string, unknown>;

const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'nginx', digest: { sha256: 'a'.repeat(64) } }],
  predicateType: 'https://example.example/predicate/v1',
  predicate: { result: 'grüße' },
};

/**
 * What every adapter of statements promises.
 * @param make statements that are signed by `signer`, and believed from the services of `trusted`
 */
export function statementsContract(
  name: string,
  make: (signer: InMemorySigner, trusted: readonly InMemorySigner[], content: ContentStore) => Statements,
): void {
  const setUp = () => {
    const content = new InMemoryContentStore();
    const builder = new InMemorySigner('builder');
    const tester = new InMemorySigner('tester');
    const keep = async (text: string) => (await content.write(Buffer.from(text))).digest;
    return { content, keep, builder, statements: make(builder, [builder, tester], content) };
  };

  /** Verifies an envelope with one thing changed. */
  const altered = async (change: (envelope: Written) => unknown) => {
    const { statements, keep } = setUp();
    const { bytes } = await statements.sign(statement);
    const envelope = JSON.parse(Buffer.from(bytes).toString()) as Written;
    return statements.verify(await keep(JSON.stringify(change(envelope))), 'builder');
  };

  describe(`statements: ${name}`, () => {
    it('come back from the envelope that was kept', async () => {
      const { statements, content } = setUp();
      const signed = await statements.sign(statement);
      expect(signed.envelope).toBe(sha256(signed.bytes));
      expect(Buffer.from(signed.bytes).equals(await content.read(signed.envelope, { maxBytes: 10_000 }))).toBe(true);
      expect(await statements.verify(signed.envelope, 'builder')).toStrictEqual(statement);
    });

    it('are in an envelope that is kept elsewhere as they are in the store', async () => {
      const { statements, content } = setUp();
      const envelope = await statements.wrap(statement);
      expect(await content.stat(sha256(envelope))).toBeUndefined();
      expect(statements.unwrap(envelope, 'builder')).toStrictEqual(statement);
      expect(() => statements.unwrap(envelope, 'tester')).toThrow(
        expect.objectContaining({ code: 'signature-invalid' }),
      );
      expect(() => statements.unwrap(envelope, 'nobody')).toThrow(expect.objectContaining({ code: 'signer-unknown' }));
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

    it.each(['distributor', 'constructor', '__proto__'])('of %s, whom nobody trusts, are refused', async (service) => {
      const { statements } = setUp();
      const { envelope } = await statements.sign(statement);
      await expect(statements.verify(envelope, service)).rejects.toMatchObject({
        name: 'IntegrityFault',
        code: 'signer-unknown',
      });
    });

    it('are believed from any of the trusted keys, as while a key is replaced', async () => {
      const { statements, content, builder } = setUp();
      const { envelope } = await statements.sign(statement);
      const next = new InMemorySigner('builder');
      expect(await make(next, [next, builder], content).verify(envelope, 'builder')).toStrictEqual(statement);
    });

    it('with a changed payload are refused', async () => {
      const other = Buffer.from(statementBytes({ ...statement, predicate: { result: 'other' } })).toString('base64');
      await expect(altered((envelope) => ({ ...envelope, payload: other }))).rejects.toMatchObject({
        code: 'signature-invalid',
      });
    });

    it.each([
      ['two signatures', (e: Written) => ({ ...e, signatures: [...(e['signatures'] as []), { sig: '' }] })],
      ['no signature', (e: Written) => ({ ...e, signatures: [] })],
      ['a key id', (e: Written) => ({ ...e, signatures: [{ ...(e['signatures'] as [object])[0], keyid: '' }] })],
      ['another payload type', (e: Written) => ({ ...e, payloadType: 'text/plain' })],
      ['base64 with white space', (e: Written) => ({ ...e, payload: `${String(e['payload'])}\n` })],
      ['another member', (e: Written) => ({ ...e, extra: 1 })],
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
}
