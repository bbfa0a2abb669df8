import { describe, expect, it } from '@jest/globals';
import { printable, printableLines } from './printable.js';

describe('what is shown on a terminal', () => {
  it.each([
    ['\u001B[31mred', String.raw`\x1b[31mred`],
    ['\u009B2J', String.raw`\x9b2J`],
    ['bell\u0007 and delete\u007F', String.raw`bell\x07 and delete\x7f`],
    ['passed\rfailed\nforged', String.raw`passed\rfailed\nforged`],
    ['\u202Egnp.exe\u2028', String.raw`\u202egnp.exe\u2028`],
  ])('has no character that it obeys: %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is as it was where it only has words, of any language', () => {
    const text = 'Ünï → 日本 👩‍🔧\t· \\n';
    expect(printable(text)).toBe(text);
  });

  it('keeps the line ends of a text of several lines', () =>
    expect(printableLines('a\r\nb\u001B\n')).toEqual(['a', String.raw`b\x1b`, '']));
});
