import { describe, expect, it } from '@jest/globals';
import { buildCompact, openIndex } from './index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SHA = 'a'.repeat(64);
const paragraph = (name: string, more = ''): string =>
  `Package: ${name}\nVersion: 1\nArchitecture: amd64\nFilename: pool/${name}.deb\nSize: 1\nSHA256: ${SHA}\n${more}\n`;
const open = (text: string) => openIndex(buildCompact(bytes(text)));

describe('the package index', () => {
  it('finds paragraphs by name, with only what a resolution reads', () => {
    const index = open(paragraph('a', 'Maintainer: José\nDepends: b (>= 1),\n c\n') + paragraph('b'));
    expect(index.find('a')).toEqual([
      `Package: a\nVersion: 1\nArchitecture: amd64\nDepends: b (>= 1),\n c\nFilename: pool/a.deb\nSize: 1\nSHA256: ${SHA}\n`,
    ]);
    expect(index.find('c')).toEqual([]);
    expect(index.packages()).toEqual(['a', 'b']);
  });

  it('keeps several paragraphs of one name in their order', () => {
    const index = open(paragraph('a') + paragraph('a').replace('Version: 1', 'Version: 2'));
    expect(index.find('a').map((text) => /Version: (.*)/.exec(text)?.[1])).toEqual(['1', '2']);
  });

  it('knows who provides a name, also under any architecture', () => {
    const index = open(paragraph('a', 'Multi-Arch: allowed\nProvides: x (= 2), y\n') + paragraph('b', 'Provides: x\n'));
    expect(index.providers('x')).toEqual(['a', 'b']);
    expect(index.providers('y:any')).toEqual(['a']);
    expect(index.providers('a:any')).toEqual(['a']);
    expect(index.providers('b:any')).toEqual([]);
  });

  it('ranks names by their first mention, whatever mentions them', () => {
    const index = open(
      paragraph('z', 'Suggests: late\nDepends: early | other (>= 1)\nProvides: last\n') + paragraph('a'),
    );
    const names = ['a', 'early', 'last', 'late', 'other', 'z'];
    expect(names.sort((a, b) => (index.rank(a) ?? 0) - (index.rank(b) ?? 0))).toEqual([
      'z',
      'early',
      'other',
      'late',
      'last',
      'a',
    ]);
    expect(index.rank('nothing')).toBeUndefined();
  });

  it('is a function of the text', () => {
    const text = paragraph('a', 'Provides: x\n') + paragraph('b');
    expect(buildCompact(bytes(text))).toEqual(buildCompact(bytes(text)));
  });

  it('may be empty', () => {
    expect(open('').packages()).toEqual([]);
    expect(open('\n\n\n').packages()).toEqual([]);
  });

  it.each([
    ['a missing version', paragraph('a').replace('Version: 1\n', '')],
    ['a missing digest', paragraph('a').replace(/SHA256.*\n/, '')],
    ['a digest of another length', paragraph('a').replace(SHA, 'abc')],
    ['an absurd size', paragraph('a').replace('Size: 1', `Size: ${'9'.repeat(40)}`)],
    ['a negative size', paragraph('a').replace('Size: 1', 'Size: -1')],
    ['a name that is a path', paragraph('a').replace('Package: a', 'Package: ../a')],
    ['a file outside the archive', paragraph('a').replace('pool/a.deb', 'pool/../../a.deb')],
    ['an absolute file', paragraph('a').replace('pool/a.deb', '/a.deb')],
    ['a field twice', paragraph('a', 'Depends: b\nDepends: c\n')],
    ['a line that is no field', paragraph('a', 'nothing\n')],
    ['a text that is something else', '<html>'],
  ])('refuses %s', (_what, text) => {
    expect(() => buildCompact(bytes(text))).toThrow(expect.objectContaining({ code: 'malformed-response' }));
  });

  it('refuses a damaged compact form', () => {
    const compact = buildCompact(bytes(paragraph('a')));
    for (const damaged of [compact.subarray(1), compact.subarray(0, compact.length - 1), new Uint8Array(3)]) {
      expect(() => openIndex(damaged)).toThrow(expect.objectContaining({ code: 'malformed-response' }));
    }
  });
});
