import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PluginError } from '@quench/plugin-sdk';
import { versions } from './index.js';

const number = fc.nat({ max: 20 });
const version = fc
  .tuple(number, number, number, fc.option(fc.constantFrom('alpha', 'beta.2', 'rc.10', '1'), { nil: undefined }))
  .map(([major, minor, patch, pre]) => `${[major, minor, patch].join('.')}${pre === undefined ? '' : `-${pre}`}`);

describe('versions of npm', () => {
  it('are sorted oldest first, and equal ones keep their places', () => {
    const list = ['1.0.0', '1.0.0beta', '1.0.0+b', '1.0.0+a', '1.0.0-rc.10', '1.0.0-rc.2', '0.9.10', '0.9.9'];
    expect(versions.order(list)).toEqual([
      '0.9.9',
      '0.9.10',
      '1.0.0beta',
      '1.0.0-rc.2',
      '1.0.0-rc.10',
      '1.0.0',
      '1.0.0+b',
      '1.0.0+a',
    ]);
  });

  it('have a total order', () => {
    fc.assert(
      fc.property(fc.array(version, { maxLength: 12 }), (list) => {
        const sorted = versions.order(list);
        expect(versions.order([...sorted].reverse()).map(String)).toEqual(sorted);
        expect([...sorted].sort()).toEqual([...list].sort());
      }),
    );
  });

  it('are the same exactly when neither is older', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(versions.classify(a, b) === 'same').toBe(a === b);
        expect(versions.classify(a, b) === 'backwards').toBe(!['same', 'backwards'].includes(versions.classify(b, a)));
      }),
    );
  });

  it.each([
    ['4.17.20', '4.17.21', 'patch'],
    ['4.17.21', '4.18.0', 'minor'],
    ['4.17.21', '5.0.0', 'major'],
    ['0.1.0', '0.1.1', 'patch'],
    ['0.1.0', '0.2.0', 'major'],
    ['0.0.1', '0.0.2', 'major'],
    ['1.0.0-rc.1', '1.0.0', 'unknown'],
    ['1.0.0', '1.1.0-beta', 'unknown'],
    ['1.0.0+a', '1.0.0+b', 'same'],
    ['1.0.0beta', '1.0.0-beta', 'same'],
    ['1.0.0beta2', '1.0.0rc', 'unknown'],
    ['1.0.1', '1.0.0', 'backwards'],
  ])('classifies %s to %s', (from, to, step) => {
    expect(versions.classify(from, to)).toBe(step);
  });

  it('know a prerelease and their numbers', () => {
    expect(versions.isPrerelease('1.0.0-0')).toBe(true);
    expect(versions.isPrerelease('1.0.0+build-1')).toBe(false);
    expect(versions.parts('10.2.30-rc.1')).toEqual([10, 2, 30]);
  });

  it.each([
    ['22', ['22.0.0', '22.11.1']],
    ['^22.11.0', ['22.11.1']],
    ['>=22 <24 || 0.x', ['0.9.0', '22.0.0', '22.11.1']],
    ['24.0.0-rc.1', ['24.0.0-rc.1']],
    ['*', ['0.9.0', '22.0.0', '22.11.1', '24.0.0']],
    ['3', []],
  ])('match %j', (constraint, found) => {
    const all = ['0.9.0', '22.0.0', '22.11.1', '24.0.0-rc.1', '24.0.0'];
    expect(versions.matching(all, constraint)).toEqual(found);
  });

  it.each(['', ' ', 'latest', '22 and more', '>>1'])('match no constraint %j', (text) => {
    expect(() => versions.matching([], text)).toThrow(PluginError);
  });

  it.each(['', '1', '1.2', 'v1.2.3', '=1.2.3', ' 1.2.3', '1.2.3\n', '^1.2.3', '9007199254740993.0.0'])(
    'are not %j',
    (text) => {
      for (const read of [
        () => versions.order([text]),
        () => versions.classify('1.0.0', text),
        () => versions.classify(text, '1.0.0'),
        () => versions.isPrerelease(text),
        () => versions.parts(text),
      ]) {
        expect(read).toThrow(PluginError);
      }
    },
  );
});
