import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import { countedContracts, InMemorySigner } from '@quench/testing';
import type { FeedRecord } from './cloud-event.js';
import { full, without } from './recorded.fixture.js';
import { RecordReader, signRecord } from './signed-record.js';

const signer = new InMemorySigner('builder');
const reader = new RecordReader({ builder: [signer.publicKey] }, countedContracts);
const record = await signRecord(signer, full);

const refusal = (changed: FeedRecord, by = reader, service = 'builder'): string => {
  try {
    by.read(service, changed);
    return 'believed';
  } catch (fault) {
    return String((fault as { because?: string; code?: string }).because ?? (fault as { code?: string }).code);
  }
};
const attributes = (change: Record<string, string>): FeedRecord => ({
  ...record,
  attributes: { ...record.attributes, ...change },
});

describe('a signed record', () => {
  it('is believed after any way of writing its JSON', () => {
    const travelled = JSON.parse(JSON.stringify(record, undefined, 2)) as FeedRecord;
    expect(reader.read('builder', travelled)).toEqual(JSON.parse(JSON.stringify(full)));
  });

  it('is believed from any of the trusted keys, as while a key is replaced', () => {
    const both = new RecordReader({ builder: [new InMemorySigner('builder').publicKey, signer.publicKey] });
    expect(refusal(record, both)).toBe('believed');
  });

  it('is lifted to the version that is known here, after its signature was checked', async () => {
    const old = await signRecord(signer, { ...full, type: 'test.Counted.v1', data: { n: 3 } });
    expect(reader.read('builder', old)).toMatchObject({ type: 'test.Counted.v2', data: { by: 3, unit: 'one' } });
  });

  it('of a type that is unknown here comes as it was written', async () => {
    const unknown: Recorded = { ...full, type: 'test.Unknown.v9' };
    expect(reader.read('builder', await signRecord(signer, unknown))).toMatchObject({ type: 'test.Unknown.v9' });
  });

  it.each([
    ['id', full.commandId],
    ['type', 'test.Counted.v1'],
    ['subject', 'test.counter/other'],
    ['time', '2026-02-03T04:05:06.788Z'],
    ['sequence', '0000000002.0000000000004712'],
    ['recordedtime', '2026-02-03T04:05:06.801Z'],
    ['streamversion', '8'],
    ['commandid', full.id],
    ['correlationid', full.id],
    ['causes', full.id],
    ['actorkind', 'service'],
    ['actorid', 'p-2'],
    ['actorauth', 'process'],
    ['producer', 'builder/9.9.9'],
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'],
    ['priority', '10'],
    ['quenchsignature', ''],
    ['quenchsignature', 'AAAA'],
  ])('is refused with another %s', (name, value) => {
    expect(refusal(attributes({ [name]: value }))).toBe('signature-invalid');
  });

  it.each([{ ...(full.data as object), by: 4 }, undefined, 7, 'text', [], JSON.parse('{"by":1e999}')])(
    'is refused with the data %j',
    (data: unknown) => {
      expect(['signature-invalid', 'not-json']).toContain(refusal({ ...record, data }));
    },
  );

  it('is refused when its data are nested beyond the stack', () => {
    expect(refusal({ ...record, data: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) })).toBe('not-json');
  });

  it('is refused without a signature', () => {
    const unsigned = { ...record, attributes: without(record.attributes, 'quenchsignature') };
    expect(refusal(unsigned)).toBe('signature-missing');
  });

  it('of one service is not one of another, whatever it says of itself', async () => {
    const tester = new InMemorySigner('tester');
    const both = new RecordReader({ builder: [signer.publicKey], tester: [tester.publicKey] });
    expect(refusal(record, both, 'tester')).toBe('source-other');
    expect(refusal(attributes({ source: '/quench/tester' }), both, 'tester')).toBe('signature-invalid');
    const forged = await signRecord(tester, full);
    expect(refusal({ ...forged, attributes: { ...forged.attributes, source: '/quench/builder' } }, both)).toBe(
      'signature-invalid',
    );
  });

  it.each(['distributor', 'constructor', '__proto__'])('of %s, whom nobody trusts, is refused', (service) => {
    expect(refusal(record, reader, service)).toBe('signer-unknown');
  });
});
