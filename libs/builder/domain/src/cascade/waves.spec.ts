import { describe, expect, it } from '@jest/globals';
import { wavesOf, withDescendants } from './waves.js';

const base = { key: 'base' };
const web = { key: 'web', from: 'base' };
const shop = { key: 'shop', from: 'web' };
const other = { key: 'other' };

describe('the waves of a cascade', () => {
  it('have each line after the one that it is derived from, and those of a wave in order', () => {
    expect(wavesOf([shop, web, other, base])).toEqual([['base', 'other'], ['web'], ['shop']]);
  });

  it('do not wait for what is not looked at', () => {
    expect(wavesOf([shop, other])).toEqual([['other', 'shop']]);
    expect(wavesOf([])).toEqual([]);
  });

  it('come to an end although two editions side by side form a circle', () => {
    const circle = [
      { key: 'a', from: 'b' },
      { key: 'b', from: 'a' },
    ];
    expect(wavesOf(circle)).toEqual([['a', 'b']]);
    expect(withDescendants(['a'], circle)).toEqual(circle);
  });
});

describe('what is looked at with some lines', () => {
  it('is all that is derived from them, however far', () => {
    expect(withDescendants(['base'], [other, shop, base, web])).toEqual([shop, base, web]);
    expect(withDescendants(['web'], [other, shop, base, web])).toEqual([shop, web]);
  });
});
