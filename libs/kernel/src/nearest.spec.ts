import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearest } from './nearest.js';

describe('the nearest name', () => {
  it('is the one with the fewest letters that differ', () =>
    expect(nearest('ngnix', ['redis', 'nginx', 'nodejs'])).toBe('nginx'));

  it('is the first of those that are as near', () => {
    expect(nearest('web1', ['web3', 'web2'])).toBe('web3');
    expect(nearest('web', ['web', 'wed', 'web'])).toBe('web');
  });

  it.each([
    ['up', 'ls', false],
    ['up', 'us', true],
    ['app', 'web', false],
    ['cache', 'chase', true],
    ['cache', 'image', false],
  ])('of %s may be %s: %s', (name, known, may) => expect(nearest(name, [known])).toBe(may ? known : undefined));

  it('is none when all are far, or there are none', () => {
    expect(nearest('frobnicate', ['redis', 'nginx'])).toBeUndefined();
    expect(didYouMean('nginx', [])).toBe('');
  });

  it('is none of a name that is too long to be compared', () => {
    expect(nearest('a'.repeat(256), ['a'.repeat(255)])).toBe('a'.repeat(255));
    expect(nearest('a'.repeat(257), ['a'.repeat(257)])).toBeUndefined();
  });

  it('is asked for as a question', () => expect(didYouMean('redi', ['redis'])).toBe(' Did you mean "redis"?'));
});
