import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { CliContext } from './context.js';
import { pathsBelow } from './hints.js';
import { asksOverview, overview } from './overview.js';
import { program } from './program.js';

const nothing: CliContext = {
  withFactory: () => Promise.reject(new Error('not run')),
  runnable: (_command, text) => text,
  write: () => undefined,
};

describe('the overview', () => {
  it('says what the whole program would say, and what a part of it would say', async () => {
    const said = (await program(nothing)).helpInformation();
    expect(overview().helpInformation()).toBe(said);
    expect((await program(nothing, ['whynot', 'x'])).helpInformation()).toBe(said);
  });

  it('names every command that there is', async () =>
    expect(pathsBelow(overview())).toEqual(pathsBelow(await program(nothing))));

  it.each([['--help'], ['-h'], ['help'], ['--version'], ['-V']])('is enough for %s', (word) => {
    expect(asksOverview([word])).toBe(true);
  });

  it.each([[[]], [['up', '--help']], [['help', 'up']], [['--json', '--help']]])('is not for %j', (argv) => {
    expect(asksOverview(argv)).toBe(false);
  });
});
