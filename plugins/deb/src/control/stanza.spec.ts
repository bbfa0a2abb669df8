import { describe, expect, it } from '@jest/globals';
import { latin1, readStanza, readStanzas, required, utf8 } from './index.js';

describe('control paragraphs', () => {
  it('fold continuation lines, and ignore the case of names', () => {
    const stanza = readStanza('Package: a\nDepends: b,\n c (>= 1)\n\td\nDESCRIPTION:\n one\n .\n two\n');
    expect(stanza.get('depends')).toBe('b,\nc (>= 1)\nd');
    expect(stanza.get('description')).toBe('\none\n.\ntwo');
    expect(required(stanza, 'Package')).toBe('a');
  });

  it('are parted by blank lines, with or without blanks in them', () => {
    const all = [...readStanzas('\n\nA: 1\n\n\nA: 2\n \t\nA: 3')];
    expect(all.map((stanza) => stanza.get('a'))).toEqual(['1', '2', '3']);
  });

  it('keep every byte until a value is decoded', () => {
    const bytes = new TextEncoder().encode('Maintainer: José\nX: \u0085\n');
    const stanza = readStanza(latin1(bytes));
    expect(utf8(stanza.get('maintainer') ?? '')).toBe('José');
  });

  it('skip comments', () => {
    expect([...readStanza('# words\nA: 1')]).toEqual([['a', '1']]);
  });

  it.each([
    ['a field twice', 'A: 1\na: 2'],
    ['a line without a colon', 'A: 1\nnothing'],
    ['a continuation of nothing', ' x\nA: 1'],
  ])('are refused with %s', (_what, text) => {
    expect(() => readStanza(text)).toThrow(expect.objectContaining({ code: 'malformed-response' }));
  });

  it('say which field is missing', () => {
    expect(() => required(readStanza('Package: a'), 'Version')).toThrow(/a has no field Version/);
  });
});
