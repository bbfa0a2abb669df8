import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { countedContracts, InMemorySigner } from '@quench/testing';
import { Kafka, type CloudEvent, type KafkaMessage } from 'cloudevents';
import { full, without } from '../pull-feed/recorded.fixture.js';
import { RecordReader, signRecord } from '../pull-feed/signed-record.js';
import {
  bytesOf,
  MAX_RECORD_BYTES,
  messageOf,
  recordIn,
  slices,
  type InMessage,
  type OutMessage,
} from './record-message.js';

const signer = new InMemorySigner('builder');
const reader = new RecordReader({ builder: [signer.publicKey] }, countedContracts);
const message = messageOf(await signRecord(signer, full));

/** As it comes from a broker: bytes everywhere. */
const received = ({ value, headers }: OutMessage): InMessage => ({
  value: Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

describe('an event as a Kafka message', () => {
  it('is a CloudEvent to a reader that nobody here wrote', () => {
    const { value, headers, key } = message;
    const read: KafkaMessage = { body: value, value, headers: { ...headers }, key };
    const event = Kafka.toEvent(read) as CloudEvent<unknown>;
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: full.id,
      type: full.type,
      source: '/quench/builder',
      subject: full.stream,
      time: full.occurredAt,
      datacontenttype: 'application/json',
      data: JSON.parse(JSON.stringify(full.data)),
      sequence: '0000000002.0000000000004711',
      traceparent: full.traceparent,
      correlationid: full.correlationId,
    });
  });

  it('has the stream as its key', () => {
    expect(message.key).toBe(full.stream);
  });

  it('comes back whole and is believed', () => {
    expect(reader.read('builder', recordIn(received(message)))).toEqual(JSON.parse(JSON.stringify(full)));
  });

  it('is believed with headers that others added', () => {
    const traced = received({ ...message, headers: { ...message.headers, traceparent: '00-1-1-00', ce_foreign: 'x' } });
    expect(reader.read('builder', recordIn(traced))).toMatchObject({ id: full.id });
  });
});

describe('a message from a stranger', () => {
  const { value, headers } = received(message);
  it.each<[string, InMessage, string]>([
    ['has no value', { value: undefined, headers }, 'not-json'],
    ['has a value that is not JSON', { value: Buffer.from('{'), headers }, 'not-json'],
    ['is larger than any', { value: Buffer.alloc(2_000_000, '7'), headers }, 'too-large'],
    ['says an attribute twice', { value, headers: { ...headers, ce_id: ['a', 'b'] } }, 'attribute-malformed'],
    ['has an attribute without a value', { value, headers: { ...headers, ce_id: undefined } }, 'attribute-malformed'],
    ['has no headers', { value, headers: {} }, 'attribute-missing'],
    ['lacks a header', { value, headers: without(headers, 'ce_type') }, 'attribute-missing'],
  ])('is refused when it %s', (_, stranger, because) => {
    expect(() => reader.read('builder', recordIn(stranger))).toThrow(expect.objectContaining({ because }));
  });
});

describe('messages for one request', () => {
  const sized = (bytes: number): OutMessage => {
    const empty = { key: 'k', value: '', headers: {} };
    return { ...empty, value: 'x'.repeat(bytes - bytesOf(empty)) };
  };

  it('are cut where a broker would refuse them, in order', () => {
    const [a, b, c, d] = [400_000, 500_000, 1_000, MAX_RECORD_BYTES].map(sized);
    expect(slices([a, b, c, d].filter((one) => one !== undefined)).runs).toEqual([[a, b], [c], [d]]);
  });

  it('are without those that no broker would take', () => {
    const [small, large] = [sized(1_000), sized(MAX_RECORD_BYTES + 1)];
    expect(slices([small, large, small])).toEqual({ runs: [[small, small]], tooLarge: [large] });
  });

  it('may be none', () => {
    expect(slices([])).toEqual({ runs: [], tooLarge: [] });
  });
});
