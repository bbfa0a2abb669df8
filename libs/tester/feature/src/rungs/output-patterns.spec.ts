import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { OutputPatterns } from './output-patterns.js';

const patterns = new OutputPatterns();

describe('the pattern of a test', () => {
  it('is looked for in every line', () => {
    expect(patterns.problem('^ready$', 'starting\nready\n')).toBeUndefined();
    expect(patterns.problem('^ready$', 'not ready')).toBe('the output does not match ^ready$');
  });

  it('is met by anything when there is none', () => expect(patterns.problem(undefined, '')).toBeUndefined());

  it('is given up on output that would keep it busy for years', () =>
    expect(patterns.problem('^(a+)+$', `${'a'.repeat(60)}!`)).toBe('the pattern took too long: ^(a+)+$'));
});
