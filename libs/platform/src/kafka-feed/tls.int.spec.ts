import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { FaultProxy, RecordingLog, whenInstalled } from '@quench/testing';
import { ensureKafka, stopKafka, type EmbeddedKafka } from '../embedded-kafka/index.js';
import type { KafkaAccess } from './kafka-access.js';
import { KafkaClient } from './kafka-client.js';
import { KAFKA_HANG_MS } from './kafka.fixture.js';

const PASSWORD = 'changeit';
const whenKafka = whenInstalled('java', 'mvn', 'keytool');

let folder: string;
let proxy: FaultProxy;
let kafka: EmbeddedKafka;
let authorities: string;
let password: string;

/** A key with a certificate that it signed itself, for the loopback address. */
async function makeCertificate(): Promise<{ readonly store: string; readonly pem: string }> {
  const store = join(folder, 'broker.p12');
  const keytool = (...words: readonly string[]) =>
    promisify(execFile)('keytool', [...words, '-keystore', store, '-storepass', PASSWORD, '-alias', 'broker']);
  await keytool(
    '-genkeypair',
    '-keyalg',
    'EC',
    '-dname',
    'CN=broker',
    '-ext',
    'san=ip:127.0.0.1',
    '-storetype',
    'PKCS12',
  );
  return { store, pem: (await keytool('-exportcert', '-rfc')).stdout };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-tls-'));
  const { store, pem } = await makeCertificate();
  authorities = pem;
  proxy = await FaultProxy.open(0, { pfx: await readFile(store), passphrase: PASSWORD });
  // Clients are sent to the road that encrypts, and never to the broker's own port.
  kafka = await ensureKafka({ data: join(folder, 'data'), log: () => undefined, lingerMs: 0, advertised: proxy.port });
  proxy.leadTo(Number(kafka.brokers[0]?.split(':')[1]));
  password = await readFile(kafka.passwordFile, 'utf8');
}, KAFKA_HANG_MS);
afterAll(async () => {
  await kafka.release();
  await stopKafka({ data: join(folder, 'data') });
  await proxy.close();
  await rm(folder, { recursive: true });
}, KAFKA_HANG_MS);

const client = (access: KafkaAccess): KafkaClient =>
  new KafkaClient({
    brokers: [`127.0.0.1:${String(proxy.port)}`],
    clientId: 'spec',
    access,
    log: new RecordingLog(),
  });
const login = (secret: string) => ({ mechanism: 'scram-sha-512' as const, user: kafka.user, password: secret });

describe('brokers behind TLS', () => {
  whenKafka(
    'are talked to by a client that trusts their certificate and knows the password',
    async () => {
      const trusting = client({ tls: { authorities }, login: login(password) });
      await trusting.check();
      await trusting.createTopics([{ name: 'sealed', partitions: 1, replicas: 1, settings: {} }]);
      expect(await trusting.topics(['sealed'])).toMatchObject([{ name: 'sealed' }]);
      const sink = await trusting.openSink('sealed');
      await sink.send([{ key: 'a', value: 'b', headers: {} }]);
      await sink.close();
    },
    KAFKA_HANG_MS,
  );

  const strangers: readonly (readonly [string, () => KafkaAccess, RegExp])[] = [
    [
      'whose certificate nobody signed that the machine trusts',
      () => ({ tls: {}, login: login(password) }),
      /self-signed certificate/,
    ],
    ['in plain text', () => ({ login: login(password) }), /Closed connection/],
    ['with a wrong password', () => ({ tls: { authorities }, login: login('wrong') }), /authentication failed/i],
    ['as nobody', () => ({ tls: { authorities } }), /Closed connection/],
  ];
  for (const [how, access, message] of strangers) {
    whenKafka(
      `are not talked to ${how}`,
      async () => {
        await expect(client(access()).topics(['sealed'])).rejects.toMatchObject({
          code: 'kafka-unavailable',
          message: expect.stringMatching(message),
        });
      },
      KAFKA_HANG_MS,
    );
  }
});
