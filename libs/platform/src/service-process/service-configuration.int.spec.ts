import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfiguration } from '../configuration/index.js';
import { ServiceConfiguration } from './service-configuration.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-service-'));
});
afterAll(() => rm(folder, { recursive: true }));

const WHOLE = {
  data: 'data',
  keyFile: 'builder.key',
  publicKeys: 'keys',
  tokenFile: 'token',
  database: { host: '127.0.0.1', port: 5432, name: 'quench', rolePasswordFile: 'role' },
  kafka: { brokers: ['127.0.0.1:9092'] },
  feeds: [],
};

async function read(options: object): Promise<ServiceConfiguration> {
  const file = join(folder, 'builder.yaml');
  await writeFile(file, JSON.stringify({ ...WHOLE, ...options }));
  return readConfiguration(ServiceConfiguration, file);
}

it('takes what is whole', async () => {
  expect(await read({})).toMatchObject({ database: WHOLE.database, kafka: WHOLE.kafka });
});

it.each([
  [{ database: undefined }, 'missing option "database"; expected options with values'],
  [{ kafka: undefined }, 'missing option "kafka"; expected options with values'],
  [{ database: null }, 'database: expected options with values, found nothing'],
  [{ kafka: [] }, 'kafka: expected options with values, found []'],
  [{ kafka: { ...WHOLE.kafka, tls: [] } }, 'kafka.tls: expected options with values, found []'],
  [{ kafka: { ...WHOLE.kafka, login: [] } }, 'kafka.login: expected options with values, found []'],
  [{ kafka: { ...WHOLE.kafka, login: null } }, 'kafka.login: expected options with values, found nothing'],
  [{ tracing: [] }, 'tracing: expected options with values, found []'],
])('refuses %j', async (options, said) => {
  const refused = { code: 'configuration-invalid', message: expect.stringContaining(said) };
  await expect(read(options)).rejects.toMatchObject(refused);
});
