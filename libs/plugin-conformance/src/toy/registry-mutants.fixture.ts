import { PluginError, type EcosystemPlugin } from '@quench/plugin-sdk';
import { mutantsOf } from './mutant.fixture.js';

const mutant = mutantsOf<EcosystemPlugin, 'registries'>('registries');

const CONF = '/etc/toy.conf';
const linesOf = (files: ReadonlyMap<string, string>): readonly string[] =>
  (files.get(CONF) ?? '').split('\n').filter((line) => line !== '');

/** Registries of every base, which nobody looked at. */
const trusting = (line: string) => {
  const [word, value = ''] = line.split(' ');
  if (word !== 'base' && word !== 'token') throw new PluginError('malformed-input', line);
  return word === 'token' ? [] : [{ base: new URL(value).href, details: {} }];
};

/** Ways to read the configuration of a client wrongly. */
export const registryMutants = [
  mutant('asks nobody', ['registries are those that the client would ask'], ({ read }) => ({
    read: (client) => read(client).slice(0, 0),
  })),
  mutant(
    'takes a base without its end',
    ['registries are those that the client would ask', 'registries have a base that is a URL and ends in /'],
    ({ read }) => ({ read: (client) => read(client).map((one) => ({ ...one, base: one.base.slice(0, -1) })) }),
  ),
  mutant('carries the secret', ['registries hold no secret'], ({ read }) => ({
    read: (client) => read(client).map((one) => ({ ...one, details: { lines: linesOf(client.files) } })),
  })),
  mutant(
    'passes over what it does not know',
    ['registries of a malformed configuration are malformed-input'],
    ({ read }) => ({
      read: ({ files, env }) => {
        const known = linesOf(files).filter((line) => !line.startsWith('bass'));
        return read({ files: new Map([[CONF, known.join('\n')]]), env });
      },
    }),
  ),
  mutant(
    'takes every base for a URL',
    ['registries whatever the client is configured with, throw nothing but malformed-input'],
    () => ({ read: ({ files }) => linesOf(files).flatMap(trusting) }),
  ),
];
