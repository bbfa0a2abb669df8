import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { anotherProgram } from './another-program.js';

it('waits until a process has become another program', async () => {
  const child = spawn('sh', ['-c', 'read told; read more; exec sleep 600'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  let isTold = false;
  const become = anotherProgram(child.pid ?? 0, () => child.stdin.write('go\n')).then(() => isTold);
  setTimeout(() => {
    isTold = true;
    child.stdin.write('on\n');
  }, 100);
  expect(await become).toBe(true);
  child.kill('SIGKILL');
  await ended;
});

it('waits no more for a process that is gone, nor for one that is not there', async () => {
  const child = spawn('sh', ['-c', 'read told'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'exit');
  await anotherProgram(child.pid ?? 0, () => child.stdin.end('go\n'));
  await ended;
  let isBegun = false;
  await anotherProgram(child.pid ?? 0, () => (isBegun = true));
  expect(isBegun).toBe(true);
});
