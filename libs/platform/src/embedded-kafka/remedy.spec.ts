import { describe, expect, it } from '@jest/globals';
import { tellingLine } from '../keeper/log-lines.js';
import { KAFKA_WORDS } from './broker.js';
import { remedyFor } from './remedy.js';

describe('a broker that does not start', () => {
  it.each([
    ['unshare: unshare failed: Operation not permitted', /ordinary user/],
    ['spawn setpriv ENOENT', /util-linux/],
    ['Caused by: java.io.IOException: No space left on device', /Make room/],
    ['2026-01-01T00:00:00Z keeper 7 gives up: ENOSPC: no space left on device, write', /Make room/],
    ['Caused by: java.net.BindException: Address already in use', /took a port/],
    [
      'java.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by a more recent version of the',
      /Java 17/,
    ],
    [
      "java.lang.RuntimeException: Stored node id 7 doesn't match previous node id 1 in data/meta.properties.",
      /move `kafka`/,
    ],
    ['org.apache.kafka.common.errors.CorruptRecordException: Found record size -17 smaller', /backup/],
    ['Could not reserve enough space for 104857600000KB object heap', /memory/],
    ['Error: Could not find or load main class kafka.Kafka', /fetched again/],
    ['[main] INFO BrokerServer - [BrokerServer id=1] Waiting for the broker to be unfenced', /still starting/],
    ['java.lang.RuntimeException: something else', /Remove the cause/],
  ])('%s', (line, remedy) => {
    expect(remedyFor(line)).toMatch(remedy);
  });
});

describe('the log of a broker', () => {
  it('tells most by the innermost cause', () => {
    const text = [
      '2026-01-01T00:00:00.000Z [main] ERROR KafkaRaftServer - Exiting Kafka due to fatal exception',
      'java.lang.RuntimeException: Received a fatal error while waiting for the acceptors',
      '\tat kafka.server.BrokerServer.startup(BrokerServer.scala:486)',
      'Caused by: java.lang.RuntimeException: Unable to start acceptor for PLAINTEXT',
      'Caused by: java.net.BindException: Address already in use',
      '\t... 18 more',
      '2026-01-01T00:00:01.000Z [kafka-shutdown-hook] WARN NetworkClient - already closed',
      '[0.021s][warning][cds] shared class paths mismatch',
    ].join('\n');
    expect(tellingLine(text, KAFKA_WORDS)).toBe('Caused by: java.net.BindException: Address already in use');
  });

  it('tells of its progress when nothing is wrong, and nothing when there is nothing', () => {
    const text = '[main] INFO BrokerServer - Starting broker\n[0.021s][warning][cds] shared class paths mismatch\n';
    expect(tellingLine(text, KAFKA_WORDS)).toBe('[main] INFO BrokerServer - Starting broker');
    expect(tellingLine('\n', KAFKA_WORDS)).toBeUndefined();
  });
});
