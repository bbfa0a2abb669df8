import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { localContext } from './local-context.js';
import { ownData } from './places.js';

const data = { summary: 'quiet\u001B[2J' };
const lines = ['summary  quiet\u001B[2J\rloud\nforged', 'second'];
let written = '';

const answer = (json: boolean): string => {
  const command = new Command('image').setOptionValue('data', ownData).setOptionValue('json', json);
  localContext.write(command, { data, lines });
  return written;
};

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => (written += String(text)) !== '');
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('an answer', () => {
  it('for people has the line ends of its lines, and no other control character', () =>
    expect(answer(false)).toBe(String.raw`summary  quiet\x1b[2J\rloud\nforged` + '\nsecond\n'));

  it('for programs is what it is', () => {
    expect(JSON.parse(answer(true))).toEqual(data);
  });
});
