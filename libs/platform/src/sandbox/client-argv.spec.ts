import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elfOf } from '@quench/testing';
import { clientArgv } from './client-argv.js';

const LIBRARIES =
  '/test/usr/lib/x86_64-linux-gnu:/test/usr/lib:/test/usr/lib64:/test/lib/x86_64-linux-gnu:/test/lib:/test/lib64';
const LOADER = '/test/usr/lib/x86_64-linux-gnu/ld.so';
const interpreter = '/lib64/ld-linux-x86-64.so.2';

/** How a dynamic program is started that is asked for as `name`. */
const loaded = (name: string, ...argv: readonly string[]): readonly string[] => [
  ...[LOADER, '--inhibit-cache', '--library-path', LIBRARIES, '--argv0', name],
  ...argv,
];

const root = mkdtempSync(join(tmpdir(), 'quench-test-root-'));

beforeAll(() => {
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  put('usr/lib/x86_64-linux-gnu/ld.so', elfOf({ needed: [] }));
  put('usr/lib64/keep', '');
  put('usr/bin/ask', elfOf({ needed: ['libc.so.6'], interpreter }));
  put('usr/bin/static', elfOf({ needed: [] }));
  put('usr/bin/strange', elfOf({ needed: [], interpreter: '/lib/ld-of-elsewhere.so' }));
  put('usr/bin/cut', elfOf({ needed: [], interpreter }).subarray(0, 60));
  put('usr/bin/script', '#!/usr/bin/ask -x -y\nbody');
  put('usr/bin/found', '#! /usr/bin/env ask\nbody');
  put('usr/bin/foreign', '#!/usr/bin/nowhere\n');
  put('usr/bin/itself', '#!/usr/bin/itself\n');
  // As a package writes it for a system where it is installed.
  symlinkSync('/lib/x86_64-linux-gnu/ld.so', join(root, 'usr/lib64/ld-linux-x86-64.so.2'));
  symlinkSync('/usr/bin/../bin/ask', join(root, 'usr/bin/linked'));
  symlinkSync('round', join(root, 'usr/bin/round'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a program beside the image', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'finds loader and libraries that lie with it',
      '/test/usr/bin/ask',
      loaded('/test/usr/bin/ask', '/test/usr/bin/ask'),
    ],
    ['is found in a merged root by its old name', '/test/bin/ask', loaded('/test/bin/ask', '/test/usr/bin/ask')],
    ['is what its link leads to', '/test/usr/bin/linked', loaded('/test/usr/bin/linked', '/test/usr/bin/ask')],
    ['needs no loader when it is static', '/test/usr/bin/static', ['/test/usr/bin/static']],
    ['is left to the image’s loader without one of its own', '/test/usr/bin/strange', ['/test/usr/bin/strange']],
    ['is started as it is when it is damaged', '/test/usr/bin/cut', ['/test/usr/bin/cut']],
    [
      'is run by the interpreter of its first line',
      '/test/usr/bin/script',
      loaded('/test/usr/bin/ask', '/test/usr/bin/ask', '-x -y', '/test/usr/bin/script'),
    ],
    [
      'is run by the interpreter that env would find',
      '/test/usr/bin/found',
      loaded('/test/usr/bin/ask', '/test/usr/bin/ask', '/test/usr/bin/found'),
    ],
    ['is started as it is without its interpreter', '/test/usr/bin/foreign', ['/test/usr/bin/foreign']],
    ['stays as it is when it is not there', '/test/usr/bin/none', ['/test/usr/bin/none']],
    ['stays as it is when its links go round', '/test/usr/bin/round', ['/test/usr/bin/round']],
    ['stays as it is when it is a folder', '/test/usr/bin', ['/test/usr/bin']],
    ['is the image’s own everywhere else', '/usr/bin/ask', ['/usr/bin/ask']],
  ])('%s', async (_what, program, expected) =>
    expect(await clientArgv(root, [program, '--now'])).toStrictEqual([...expected, '--now']),
  );

  it('is not looked for through interpreters without end', async () =>
    expect((await clientArgv(root, ['/test/usr/bin/itself'])).length).toBeLessThan(10));

  it('stays as it is where a test brings nothing', async () =>
    expect(await clientArgv(undefined, ['/test/usr/bin/ask'])).toStrictEqual(['/test/usr/bin/ask']));
});
