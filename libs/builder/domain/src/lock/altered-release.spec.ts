import { describe, expect, it } from '@jest/globals';
import type { LockedRelease } from '@quench/contracts';
import { refuseAltered } from './altered-release.js';

const last: LockedRelease = {
  ...{ purl: 'pkg:npm/node@22.1', sha256: 'sha256:aa', size: 1, name: 'node', version: '22.1' },
  checksums: ['sha512:bb'],
  places: [{ path: '/usr/local/bin/node', from: 'bin/node' }],
  chosen: { by: 'range', constraint: '22', listedAt: '2026-11-26T00:00:00Z' },
};

describe('the version that a line has', () => {
  it.each([
    ['is named by the same checksum', { version: '22.1', checksums: ['sha512:bb'] }],
    ['is named by an algorithm that nothing is known by', { version: '22.1', checksums: ['sha1:cc'] }],
    ['is not what is told of', { version: '22.2', checksums: ['sha512:cc'] }],
  ])('is taken when it %s', (_what, told) => {
    expect(() => {
      refuseAltered(last, told);
    }).not.toThrow();
  });

  it.each(['sha512:cc', 'sha256:cc'])('is refused with %s', (checksum) => {
    const refused = { code: 'release-altered', message: expect.stringContaining(`pkg:npm/node@22.1 is another file`) };
    expect(() => {
      refuseAltered(last, { version: '22.1', checksums: [checksum] });
    }).toThrow(expect.objectContaining(refused));
  });

  it('is nothing where the line has none', () => {
    expect(() => {
      refuseAltered(undefined, { version: '22.1', checksums: ['sha512:cc'] });
    }).not.toThrow();
  });
});
