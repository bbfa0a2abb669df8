import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { CliContext } from './context.js';
import { asksOverview, overview } from './overview.js';
import { program } from './program.js';

const nothing: CliContext = {
  withFactory: () => Promise.reject(new Error('not run')),
  runnable: (_command, text) => text,
  write: () => undefined,
};

describe('the overview', () => {
  it('says what the whole program would say', () =>
    expect(overview().helpInformation()).toBe(program(nothing).helpInformation()));

  it.each([['--help'], ['-h'], ['help'], ['--version'], ['-V']])('is enough for %s', (word) => {
    expect(asksOverview([word])).toBe(true);
  });

  it.each([[[]], [['up', '--help']], [['help', 'up']], [['--json', '--help']]])('is not for %j', (argv) => {
    expect(asksOverview(argv)).toBe(false);
  });
});
