import { describe, expect, it } from '@jest/globals';
import { megabytes, shortDigest, table } from './output.js';

describe('a table', () => {
  it('aligns texts to the left and numbers to the right', () =>
    expect(
      table(
        ['image', 'packages'],
        [
          ['nginx', 13],
          ['redis-bookworm', 7],
        ],
      ),
    ).toEqual(['image           packages', 'nginx                 13', 'redis-bookworm         7']));

  it('has a head even when it is empty', () => expect(table(['a', 'b'], [])).toEqual(['a  b']));
});

describe('figures for people', () => {
  it('are short', () => {
    expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
    expect(megabytes(38_612_345)).toBe('38.6 MB');
  });
});
