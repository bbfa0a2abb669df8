import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { InMemoryPatterns } from '@quench/testing';
import { OutputPatterns } from './output-patterns.js';

const patterns = new OutputPatterns(new InMemoryPatterns());

describe('the pattern of a test', () => {
  it('is a problem when the output does not match it', async () => {
    expect(await patterns.problem('^ready$', 'starting\nready\n')).toBeUndefined();
    expect(await patterns.problem('^ready$', 'not ready')).toBe('the output does not match ^ready$');
  });

  it('is met by anything when there is none', async () =>
    expect(await patterns.problem(undefined, '')).toBeUndefined());

  it('is given up on output that would keep it busy for years', async () =>
    expect(await patterns.problem('^(a+)+$', `${'a'.repeat(60)}!`)).toBe(
      'the pattern took too much time or memory: ^(a+)+$',
    ));
});
