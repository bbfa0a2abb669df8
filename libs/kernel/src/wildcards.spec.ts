import { expect, it } from '@jest/globals';
import { fits } from './wildcards.js';

it.each([
  ['nginx', 'nginx', true],
  ['nginx', 'nginx-dev', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['web-*', 'web-', true],
  ['web-*', 'web', false],
  ['*.ImageRejected', 'tester.ImageRejected', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['', '', true],
  ['', 'x', false],
  ['.', 'x', false],
  ['*ab', 'aab', true],
])('"%s" means "%s": %s', (pattern, text, does) => expect(fits(pattern, text)).toBe(does));

it('many stars take no longer than one', () => expect(fits('*a'.repeat(50), `${'a'.repeat(5_000)}b`)).toBe(false));
