import { describe, expect, it } from '@jest/globals';
import { clip } from './clip.js';

describe('the beginning of a text', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['abc😀def', 5, 'abc…'],
    ['abc😀def', 6, 'abc😀…'],
    ['x', 1, 'x'],
    ['xy', 1, '…'],
  ])('of %j in %i is %j', (text, max, expected) => expect(clip(text, max)).toBe(expected));

  it('has no half characters of its own either', () => expect(clip('a\uD83Db', 9)).toBe('a\uFFFDb'));
});
