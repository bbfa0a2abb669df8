import { afterEach, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { noteOn } from './note-on.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** What a command that says something writes to its error output. */
async function said(argv: readonly string[], line: string): Promise<string> {
  let written = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const runnable = (_command: Command, text: string): string => text.replace(': quench', ': ./quench');
  const root = new Command('quench').option('--json');
  root.command('up').action((_options, command: Command) => {
    noteOn({ runnable }, command)(line);
  });
  await root.parseAsync([...argv], { from: 'user' });
  return written;
}

it('says a line to people such that a terminal only shows it, with commands that can be typed', async () =>
  expect(await said(['up'], 'a\u001B[2J\nSee: quench status')).toBe('a\\x1b[2J\\nSee: ./quench status\n'));

it.each([[['--json', 'up']], [['up', '--json']]])('says it to programs as JSON, in a line: %j', async (argv) => {
  const written = await said(argv, 'web.yaml:1: "x"\nSee: quench status');
  expect(written.split('\n')).toHaveLength(2);
  expect(JSON.parse(written)).toEqual({ note: 'web.yaml:1: "x"\nSee: ./quench status' });
});
