import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { OutputPatterns } from './output-patterns.js';

const patterns = new OutputPatterns();
const ENDLESS = ['^(a+)+$', `${'a'.repeat(60)}!`] as const;

describe('the pattern of a test', () => {
  it('is looked for in every line', async () => {
    expect(await patterns.problem('^ready$', 'starting\nready\n')).toBeUndefined();
    expect(await patterns.problem('^ready$', 'not ready')).toBe('the output does not match ^ready$');
  });

  it('is met by anything when there is none', async () =>
    expect(await patterns.problem(undefined, '')).toBeUndefined());

  it('is given up on output that would keep it busy for years', async () =>
    expect(await patterns.problem(...ENDLESS)).toBe('the pattern took too long: ^(a+)+$'));

  it('keeps nobody else waiting while it is looked for', async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    await patterns.problem(...ENDLESS);
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
  });

  it('is told apart from a mistake of Quench', () =>
    expect(patterns.problem('(', '')).rejects.toThrow('Invalid regular expression'));
});
