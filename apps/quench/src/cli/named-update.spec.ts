import { expect, it } from '@jest/globals';
import { nameAndVersion } from './named-update.js';

it.each([
  ['openssl', 'openssl', undefined],
  ['openssl@3.6.0-1', 'openssl', '3.6.0-1'],
  ['@org/web', '@org/web', undefined],
  ['@org/web@2.0.0', '@org/web', '2.0.0'],
  ['pkg:npm/@org/web', 'pkg:npm/@org/web', undefined],
  ['pkg:npm/@org/web@2.0.0', 'pkg:npm/@org/web', '2.0.0'],
])('%s is called %s, to the version %s', (update, ...parts) => expect(nameAndVersion(update)).toEqual(parts));
