import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kafkaAccessOf } from './kafka-access-of.js';

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench access '));
  for (const name of ['ca', 'certificate', 'key', 'password']) await writeFile(file(name), `the ${name}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const login = (mechanism: 'plain' | 'scram-sha-512') => ({
  mechanism,
  user: 'builder',
  passwordFile: file('password'),
});

it('nothing configured is plain text, as nobody', async () => {
  expect(await kafkaAccessOf({})).toEqual({ tls: undefined, login: undefined });
});

it('files are read', async () => {
  const tls = { authoritiesFile: file('ca'), certificateFile: file('certificate'), keyFile: file('key') };
  expect(await kafkaAccessOf({ tls, login: login('plain') })).toEqual({
    tls: { authorities: 'the ca', own: { certificate: 'the certificate', key: 'the key' } },
    login: { mechanism: 'plain', user: 'builder', password: 'the password' },
  });
});

it.each([
  ['a password in plain text', () => ({ login: login('plain') }), /shows the password to everybody/],
  ['a certificate without its key', () => ({ tls: { certificateFile: file('certificate') } }), /go together/],
  ['a key without its certificate', () => ({ tls: { keyFile: file('key') } }), /go together/],
  ['a file that is not there', () => ({ tls: { authoritiesFile: file('none') } }), /Cannot read .*none/],
])('%s is refused', async (_what, configuration, message) => {
  await expect(kafkaAccessOf(configuration())).rejects.toMatchObject({
    code: 'configuration-invalid',
    message: expect.stringMatching(message),
  });
});
