import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { readConfiguration } from '@quench/platform/configuration';
import { SERVICES } from '@quench/platform/service-process';
import { Configuration } from '../factory/configuration.js';
import { settingsOf, type Places } from './service-settings.js';

const places: Places = {
  data: '/data',
  postgres: { host: '127.0.0.1', port: 5432, name: 'quench' },
  rolePasswordOf: (service) => `/secrets/role-${service}`,
  keyOf: (service) => `/keys/${service}.key`,
  publicKeys: '/keys/public',
  tokenFile: '/secrets/token',
  kafka: { brokers: ['127.0.0.1:9092'], user: 'quench', passwordFile: '/secrets/kafka' },
  feedPorts: { watcher: 1, builder: 2, tester: 3, distributor: 4, historian: 5 },
};

it.each(SERVICES)(
  '%s is told of its own secrets, the shared token and public keys, and of no others',
  async (service) => {
    const settings = settingsOf(service, places, await readConfiguration(Configuration, undefined));
    const named = [...JSON.stringify(settings).matchAll(/\/(?:secrets|keys)[^"]*/g)].map(([path]) => path);
    expect(named.sort()).toEqual(
      [`/keys/${service}.key`, '/keys/public', '/secrets/kafka', `/secrets/role-${service}`, '/secrets/token'].sort(),
    );
  },
);

it.each(SERVICES)('%s is told where traces go, if anywhere', async (service) => {
  const configuration = await readConfiguration(Configuration, undefined);
  const tracing = { url: 'http://127.0.0.1:4318/v1/traces' };
  expect(settingsOf(service, places, { ...configuration, tracing })).toMatchObject({ tracing });
  expect(settingsOf(service, places, configuration)).not.toHaveProperty('tracing');
});

it.each(SERVICES)('%s is told who is to be told what happens only where it is the one that tells', async (service) => {
  const configuration = await readConfiguration(Configuration, undefined);
  const to = { chat: { urlFile: '/etc/chat' } };
  const notifications = [{ name: 'a', events: ['*'], images: [], digest: 'none', to }] as const;
  const settings = settingsOf(service, places, { ...configuration, notifications });
  if (service === 'historian') expect(settings).toMatchObject({ notifications });
  else expect(settings).not.toHaveProperty('notifications');
});
