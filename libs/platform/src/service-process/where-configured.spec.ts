import { describe, expect, it } from '@jest/globals';
import { IntegrityFault, TransientFault } from '@quench/kernel';
import { reachingDatabase, reachingKafka } from './where-configured.js';

const database = { host: 'db.example', port: 5433 };
const kafka = { brokers: ['a.example:9092', 'b.example:9092'] };
const login = { mechanism: 'scram-sha-512', user: 'builder', passwordFile: '/etc/quench/kafka' } as const;

/** As kafkajs tells of a login, bare or after it tried again. */
const refusal = (): Error => Object.assign(new Error('SASL failed'), { name: 'KafkaJSSASLAuthenticationError' });
const wrapped = (): Error => new Error('SASL failed', { cause: refusal() });
const unavailable = (cause: Error): TransientFault => new TransientFault('kafka-unavailable', 'It said no', { cause });

describe('what a service does not reach at its start', () => {
  it('is a database that its options name', async () => {
    const fault = new TransientFault('database-unavailable', 'connect ECONNREFUSED');
    await expect(reachingDatabase(database, Promise.reject(fault))).rejects.toMatchObject({
      name: 'TransientFault',
      code: 'database-unavailable',
      message: expect.stringMatching(/db\.example:5433 \(database\.host, database\.port\).*ECONNREFUSED/),
    });
  });

  it.each([refusal(), wrapped()])('is a Kafka that refuses the login (%s)', async (cause) => {
    await expect(reachingKafka({ ...kafka, login }, Promise.reject(unavailable(cause)))).rejects.toMatchObject({
      name: 'Rejection',
      code: 'kafka-login-refused',
      message: expect.stringMatching(/user builder .*password in \/etc\/quench\/kafka \(kafka\.login\.passwordFile\)/),
    });
  });

  it('is told with the options of a file that is about brokers only', async () => {
    const refused = reachingKafka({ ...kafka, login }, Promise.reject(unavailable(refusal())), { within: '' });
    await expect(refused).rejects.toThrow(
      /^The brokers at .* \(brokers\) .* builder \(login\.user\) .*\(login\.mechanism\)/,
    );
  });

  it('is brokers of a cluster, which were told in no option', async () => {
    const by = 'own-cluster';
    await expect(reachingKafka({ ...kafka, login }, Promise.reject(unavailable(refusal())), by)).rejects.toThrow(
      /^The brokers at a.example:9092, b.example:9092 do not let in the user builder with the password in \/etc\/quench\/kafka by scram-sha-512\. The cluster made that user: start it anew/,
    );
    const gone = unavailable(new Error('connect ECONNREFUSED'));
    await expect(reachingKafka(kafka, Promise.reject(gone), by)).rejects.toThrow(
      /^The brokers at [^ ]+ [^ ]+ cannot be used\. It said no\. .*: quench cluster status$/,
    );
  });

  it('is brokers that its options name', async () => {
    const fault = unavailable(new Error('connect ECONNREFUSED'));
    await expect(reachingKafka({ ...kafka, login }, Promise.reject(fault))).rejects.toMatchObject({
      name: 'TransientFault',
      code: 'kafka-unavailable',
      message: expect.stringMatching(/a\.example:9092, b\.example:9092 \(kafka\.brokers\) .*It said no/),
    });
  });

  it('is told as it is when it is something else', async () => {
    const fault = new IntegrityFault('key-malformed', 'x');
    await expect(reachingDatabase(database, Promise.reject(fault))).rejects.toBe(fault);
    await expect(reachingKafka(kafka, Promise.reject(fault))).rejects.toBe(fault);
  });

  it('is what was asked when it is reached', async () => {
    expect(await reachingDatabase(database, Promise.resolve(1))).toBe(1);
    expect(await reachingKafka(kafka, Promise.resolve(2))).toBe(2);
  });
});
