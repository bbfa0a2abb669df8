import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError, type Purl } from '@quench/plugin-sdk';
import { naming } from './index.js';

describe('package URLs of npm', () => {
  it.each<[Parameters<typeof naming.describe>[0], Purl]>([
    [{ name: 'express' }, 'pkg:npm/express'],
    [{ name: 'express', version: '4.21.2' }, 'pkg:npm/express@4.21.2'],
    [{ name: '@fastify/ajv-compiler', version: '4.0.0' }, 'pkg:npm/%40fastify/ajv-compiler@4.0.0'],
    [{ name: 'JSONStream', version: '1.3.5+a' }, 'pkg:npm/JSONStream@1.3.5%2Ba'],
  ])('describe %j', (coordinates, purl) => {
    expect(naming.describe(coordinates)).toBe(purl);
    expect(naming.parse(purl)).toEqual(coordinates);
  });

  it.each<[Purl]>([
    ['pkg:NPM/@Scope/name@1.0.0'],
    ['pkg:npm/%40Scope/name@1.0.0?repository_url=x#lib'],
    ['pkg://npm/%40Scope%2Fname@1%2E0.0'],
  ])('give one purl for the spelling %s', (purl) => {
    expect(naming.describe(naming.parse(purl))).toBe('pkg:npm/%40Scope/name@1.0.0');
  });

  it.each([
    'pkg:deb/debian/a',
    'pkg:npm/',
    'pkg:npm/a/b',
    'pkg:npm/@a',
    'pkg:npm/a@',
    'pkg:npm/a@latest',
    'pkg:npm/a@^1.0.0',
    'pkg:npm/%zz',
    'pkg:npm/..',
    'pkg:npm/.bin',
    'pkg:npm/@a/../b',
    'pkg:npm/@a/..',
    'pkg:npm/node_modules',
    'pkg:npm/a%20b',
    'pkg:npm/a%5Cb',
    `pkg:npm/${'a'.repeat(215)}`,
  ])('refuse %s', (purl) => {
    expect(() => naming.parse(purl as Purl)).toThrow(PluginError);
  });

  it('come back as they were', () => {
    const part = fc.stringMatching(/^[a-zA-Z0-9~-][a-zA-Z0-9._~-]{0,20}$/).filter((text) => text !== 'node_modules');
    const name = fc.oneof(
      part,
      fc.tuple(part, part).map(([scope, base]) => `@${scope}/${base}`),
    );
    const version = fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((parts) => `${parts.join('.')}-rc.1+b`);
    fc.assert(
      fc.property(name, version, (given, at) => {
        const coordinates = { name: given, version: at };
        expect(naming.parse(naming.describe(coordinates))).toEqual(coordinates);
      }),
    );
  });
});
