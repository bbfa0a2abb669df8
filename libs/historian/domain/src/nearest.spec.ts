import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearest } from './nearest.js';

describe('the nearest name', () => {
  it('is the one with the fewest letters that differ', () =>
    expect(nearest('ngnix', ['redis', 'nginx', 'nodejs'])).toBe('nginx'));

  it('is none when all are far, or there are none', () => {
    expect(nearest('frobnicate', ['redis', 'nginx'])).toBeUndefined();
    expect(didYouMean('nginx', [])).toBe('');
  });

  it('is asked for as a question', () => expect(didYouMean('redi', ['redis'])).toBe(' Did you mean "redis"?'));
});
