import { describe, expect, it } from '@jest/globals';
import { buildCompact, openIndex } from './index.js';
import { readRelations } from './relations.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SHA = 'a'.repeat(64);
const paragraph = (name: string, more = ''): string =>
  `Package: ${name}\nVersion: 1\nArchitecture: amd64\nFilename: pool/${name}.deb\nSize: 1\nSHA256: ${SHA}\n${more}\n`;
const open = (text: string) => openIndex(buildCompact(bytes(text)));

describe('the package index', () => {
  it('says of a package what a resolution reads', () => {
    const more = 'Multi-Arch: allowed\nSource: src (2)\nPriority: Required\nProtected: yes\nDepends: b (>= 1),\n c\n';
    const index = open(paragraph('a', more).replace('Size: 1', 'Size: 9876543210') + paragraph('b'));
    const [a] = index.find('a');
    expect(a).toMatchObject({ version: '1', architecture: 'amd64', source: 'src (2)', filename: 'pool/a.deb' });
    expect(a).toMatchObject({ size: 9_876_543_210, sha256: SHA });
    expect(a?.flags).toEqual({ priority: 1, essential: false, important: true, allowed: true });
    expect(a?.relations('Depends', 'amd64')).toEqual([
      [{ name: 'b', operator: '>=', version: '1' }],
      [{ name: 'c', operator: undefined, version: '' }],
    ]);
    expect(a?.relations('Pre-Depends', 'amd64')).toEqual([]);
    const [b] = index.find('b');
    expect(b?.flags).toEqual({ priority: 0, essential: false, important: false, allowed: false });
    expect(b?.relations('Depends', 'amd64')).toEqual([]);
    expect(b?.source).toBeUndefined();
    expect(index.find('c')).toEqual([]);
    expect(index.packages()).toEqual(['a', 'b']);
  });

  it.each([
    'a, b | c (<< 1:2~) | d:any (= 3-1), e',
    ' a(>=1) ,, b:amd64 |\n c:native,d:i386 (>> 0) ,',
    'a [amd64], b [!amd64] | c [i386 amd64], d [i386]',
    '',
  ])('keeps relations as their text has them: %j', (field) => {
    for (const architecture of ['amd64', 'arm64']) {
      const [kept] = open(paragraph('x', `Depends: ${field}\n`)).find('x');
      expect(kept?.relations('Depends', architecture)).toEqual(readRelations(field, architecture));
    }
  });

  it.each(['a b', 'a |', '| a', 'a | , b', 'a (1)', 'a (== 1)', 'a (>= 1', 'a: b', 'a <!nocheck>', '-a'])(
    'refuses the relation %j when it is asked for, and no other of the package',
    (field) => {
      const [kept] = open(paragraph('x', `Depends: fine, ${field}\nBreaks: y\n`)).find('x');
      expect(() => kept?.relations('Depends', 'amd64')).toThrow(
        expect.objectContaining({ code: 'malformed-response' }),
      );
      expect(kept?.relations('Breaks', 'amd64')).toEqual([[{ name: 'y', operator: undefined, version: '' }]]);
    },
  );

  it('keeps several paragraphs of one name in their order', () => {
    const index = open(paragraph('a') + paragraph('a').replace('Version: 1', 'Version: 2'));
    expect(index.find('a').map(({ version }) => version)).toEqual(['1', '2']);
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
