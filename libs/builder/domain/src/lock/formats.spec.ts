import { describe, expect, it } from '@jest/globals';
import { formatAge, formatsText } from './formats.js';

const ours = { filter: { deb: 3 }, codec: 2, layout: 1 };

describe('formats', () => {
  it.each([
    ['the same', ours, 'same'],
    ['an older codec', { ...ours, codec: 1 }, 'older'],
    ['an older filter', { ...ours, filter: { deb: 2 } }, 'older'],
    ['a newer layout', { ...ours, layout: 2 }, 'newer'],
    ['a newer filter', { ...ours, filter: { deb: 4 } }, 'newer'],
    ['one part newer and one older', { ...ours, codec: 1, layout: 2 }, 'newer'],
    ['a filter that we do not have', { ...ours, filter: { deb: 3, npm: 1 } }, 'newer'],
    ['no filter that we have', { ...ours, filter: {} }, 'older'],
  ] as const)('%s', (_what, written, age) => {
    expect(formatAge(written, ours)).toBe(age);
  });

  it('are told by their parts', () => {
    expect(formatsText(ours)).toBe('filter deb 3, codec 2, layout 1');
  });
});
