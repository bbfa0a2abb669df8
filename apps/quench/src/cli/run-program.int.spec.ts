import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const env = { ...process.env, NODE_OPTIONS: '' };

it('says in a line, with a code of its own, that an answer found no room', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [program, '--version'], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect(status).toBe(3);
  expect(stderr).toMatch(/^quench: The answer could not be written: ENOSPC.* \[output-not-written\]\n$/);
});

it('answers where there is room', () =>
  expect(execFileSync(process.execPath, [program, '--version'], { env, encoding: 'utf8' })).toMatch(
    /^\d+\.\d+\.\d+\n$/,
  ));
