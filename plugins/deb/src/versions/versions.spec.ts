import { describe, expect, it } from '@jest/globals';
import { PluginError } from '@quench/plugin-sdk';
import { compareVersions, versions } from './index.js';

const sign = (number: number): number => Math.sign(number);

describe('versions of Debian packages', () => {
  it.each([
    ['1.0~~', '1.0~', -1],
    ['1.0~rc1', '1.0', -1],
    ['1.0', '1.00', 0],
    ['1.0', '1.0-0', 0],
    ['0:1.0', '1.0', 0],
    ['1:0.1', '9.9', 1],
    ['1.0-1', '1.0-1+b1', -1],
    ['1.0a', '1.0+', -1],
    ['2.10', '2.9', 1],
    ['18446744073709551617', '18446744073709551616', 1],
    ['1.0-1~deb12u1', '1.0-1', -1],
    ['1-2-3', '1-2-2', 1],
  ])('orders %s and %s', (a, b, expected) => {
    expect(sign(compareVersions(a, b))).toBe(expected);
    expect(sign(compareVersions(b, a))).toBe(expected === 0 ? 0 : -expected);
  });

  it('sorts oldest first and keeps the places of equal versions', () => {
    expect(versions.order(['1.0', '1:0', '1.00', '1.0~1', '0.9'])).toEqual(['0.9', '1.0~1', '1.0', '1.00', '1:0']);
  });

  it.each(['', '1.0-', 'a:1', ':1', '1.0 2', '1.0_2', '1:', '1.0-a_b', '99999999999:1', '1\u00e9'])(
    'refuses %j',
    (version) => {
      for (const read of [
        () => versions.order([version]),
        () => versions.classify('1.0', version),
        () => versions.classify(version, '1.0'),
        () => versions.isPrerelease(version),
        () => versions.parts(version),
      ]) {
        expect(read).toThrow(PluginError);
      }
    },
  );

  it.each([
    ['1.26.3-2', '1.26.3-2', 'same'],
    ['1.26.3-2', '1.26.3-3', 'rebuild'],
    ['3.0.17-1~deb12u2', '3.0.17-1~deb12u3', 'rebuild'],
    ['18.19.0+dfsg-6', '18.19.0+dfsg1-1', 'rebuild'],
    ['1.26.3-2', '1.26.4-1', 'patch'],
    ['1.26.3-2', '1.27.0-1', 'minor'],
    ['1.26.3-2', '2.0-1', 'major'],
    ['1.26', '1:1.26', 'unknown'],
    ['1.0.2k-1', '1.0.2l-1', 'unknown'],
    ['1.26.3-2', '1.26.3-1', 'backwards'],
  ])('classifies %s to %s', (from, to, step) => {
    expect(versions.classify(from, to)).toBe(step);
  });

  it('reads the leading numbers of the upstream version', () => {
    expect(versions.parts('1.26.3-2')).toEqual([1, 26, 3]);
    expect(versions.parts('1:9.18.33-1~deb12u2')).toEqual([9, 18, 33]);
    expect(versions.parts('20240203')).toEqual([20240203]);
    expect(versions.parts('2.0+really1.9-1')).toEqual([1, 9]);
    expect(versions.parts('git1')).toEqual([]);
  });

  it('knows a prerelease by the tilde of the upstream version', () => {
    expect(versions.isPrerelease('1.0~rc1-1')).toBe(true);
    expect(versions.isPrerelease('1.0-1~deb12u1')).toBe(false);
    expect(versions.isPrerelease('1.0~dfsg-1')).toBe(false);
  });
});
