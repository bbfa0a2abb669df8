import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError, type Purl } from '@quench/plugin-sdk';
import { naming } from './index.js';

describe('package URLs of Debian', () => {
  it.each<[Parameters<typeof naming.describe>[0], Purl]>([
    [{ name: 'libc6' }, 'pkg:deb/debian/libc6'],
    [{ name: 'libstdc++6', version: '14.2.0-19' }, 'pkg:deb/debian/libstdc%2B%2B6@14.2.0-19'],
    [
      { name: 'zlib1g', version: '1:1.3.dfsg+really1.3.1-1+b1', qualifiers: { distro: 'trixie', arch: 'amd64' } },
      'pkg:deb/debian/zlib1g@1:1.3.dfsg%2Breally1.3.1-1%2Bb1?arch=amd64&distro=trixie',
    ],
    [{ name: 'nginx', version: '1.22.1-9~deb12u1' }, 'pkg:deb/debian/nginx@1.22.1-9~deb12u1'],
  ])('describe %j', (coordinates, purl) => {
    expect(naming.describe(coordinates)).toBe(purl);
    expect(naming.parse(purl)).toEqual(coordinates);
  });

  it.each<[Purl]>([
    ['pkg:DEB/Debian/Zlib1g@1%3A1.3%7Erc1%2b1?distro=trixie&arch=amd64&upstream=zlib'],
    ['pkg://deb/debian/zlib1g@1:1.3~rc1+1?arch=amd64&distro=trixie#usr/lib'],
  ])('give one purl for the spelling %s', (purl) => {
    expect(naming.describe(naming.parse(purl))).toBe('pkg:deb/debian/zlib1g@1:1.3~rc1%2B1?arch=amd64&distro=trixie');
  });

  it.each([
    'pkg:npm/debian/a',
    'pkg:deb/ubuntu/libc6',
    'pkg:deb/debian/',
    'pkg:deb/debian/a_b',
    'pkg:deb/debian/ab@%zz',
    'pkg:deb/debian/ab@1-',
  ])('refuse %s', (purl) => {
    expect(() => naming.parse(purl as Purl)).toThrow(PluginError);
  });

  it('come back as they were', () => {
    const version = fc
      .array(fc.constantFrom('1', '.', '+', '~', 'a', 'deb12u1'), { maxLength: 8 })
      .map((parts) => `2:1${parts.join('')}-1`);
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{1,20}$/);
    fc.assert(
      fc.property(name, version, fc.constantFrom('amd64', 'all'), (given, at, arch) => {
        const coordinates = { name: given, version: at, qualifiers: { arch } };
        expect(naming.parse(naming.describe(coordinates))).toEqual(coordinates);
      }),
    );
  });
});
