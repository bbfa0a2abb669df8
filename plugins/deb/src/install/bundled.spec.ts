import { describe, expect, it } from '@jest/globals';
import type { ImageEntry } from '@quench/plugin-sdk';
import { bundledModules } from './bundled.js';

const file = (path: string, content: string): ImageEntry => ({
  ...{ type: 'file', path, mode: 0o644, uid: 0, gid: 0, mtime: 0 },
  content: new TextEncoder().encode(content),
});
const described = (path: string, what: object): ImageEntry => file(`${path}/package.json`, JSON.stringify(what));

describe('modules that a package brings along', () => {
  it('are those that say name and version, wherever they lie, each once', () => {
    const modules = bundledModules([
      described('usr/share/nodejs/undici', { name: 'undici', version: '7.3.0' }),
      described('usr/share/nodejs/@fastify/busboy', { name: '@fastify/busboy', version: '3.1.1+a' }),
      described('usr/lib/x/node_modules/undici', { name: 'undici', version: '7.3.0' }),
    ]);
    expect(modules).toStrictEqual([
      { purl: 'pkg:npm/%40fastify/busboy@3.1.1%2Ba', name: '@fastify/busboy', version: '3.1.1+a' },
      { purl: 'pkg:npm/undici@7.3.0', name: 'undici', version: '7.3.0' },
    ]);
  });

  it.each<[string, ImageEntry]>([
    ['without a version', described('a', { name: 'a' })],
    ['without a name', described('a', { version: '1.0.0' })],
    ['with a name that is a path', described('a', { name: '../a', version: '1.0.0' })],
    ['with a version that is none', described('a', { name: 'a', version: 'latest' })],
    ['that are no object', file('a/package.json', 'null')],
    ['that are no JSON', file('a/package.json', '{')],
    ['under another name', file('a/old-package.json', '{"name":"a","version":"1.0.0"}')],
    ['that are too large', described('a', { name: 'a', version: '1.0.0', text: 'x'.repeat(1024 * 1024) })],
  ])('are no descriptions %s', (_what, entry) => expect(bundledModules([entry])).toStrictEqual([]));
});
