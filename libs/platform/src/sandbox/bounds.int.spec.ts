import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@quench/testing';
import { processFacts } from '../data-directory/process-identity.js';
import { hostPid } from './host-pid.js';
import type { HttpAnswer, HttpQuestion } from './http-question.js';
import { launch } from './launched.js';
import { runBounded } from './run-bounded.js';

const HANG_MS = 60_000;
const atEnd: (() => unknown)[] = [];

afterEach(() => {
  for (const end of atEnd.splice(0)) end();
});

function sleeper(): number {
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' });
  atEnd.push(() => stranger.kill('SIGKILL'));
  return stranger.pid ?? 0;
}

describe('the process of a sandbox', () => {
  it('is not a stranger who has its number here', () => {
    expect(hostPid(process.pid, process.pid)).toBeUndefined();
  });

  it(
    'may have ended before it is named: the sandbox failed, and nobody else is killed',
    async () => {
      const stranger = sleeper();
      const status = JSON.stringify({ 'child-pid': stranger });
      const early = `require('node:fs').writeSync(3, ${JSON.stringify(status)}); setInterval(() => {}, 1000)`;
      const launched = launch([process.execPath, '-e', early], {
        root: '/',
        outputBytes: 1_000,
        mkfifo: '/usr/bin/mkfifo',
      }).then((one) => one.kill());
      await expect(launched).rejects.toMatchObject({ name: 'TransientFault', code: 'sandbox-failed' });
      expect(processFacts(stranger)).toBeDefined();
    },
    HANG_MS,
  );
});

describe('a question over HTTP', () => {
  const program = fileURLToPath(new URL('./http-question.ts', import.meta.url));

  async function ask(question: HttpQuestion): Promise<HttpAnswer> {
    const args = ['--no-warnings', program, JSON.stringify(question)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: {}, timeout: 20_000 });
    return JSON.parse(stdout) as HttpAnswer;
  }

  it(
    'is answered with its first bytes by a server that never ends',
    async () => {
      const server = createServer((_request, response) => {
        // Some at once, so that more has been received already when enough is read.
        const more = setInterval(() => {
          response.cork();
          for (let n = 0; n < 20; n++) response.write('x'.repeat(1_000));
          response.uncork();
        }, 1);
        response.on('close', () => clearInterval(more));
      }).listen(0, '127.0.0.1');
      atEnd.push(() => server.close());
      await new Promise((resolve) => server.once('listening', resolve));
      const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
      const { status, body } = await ask({ url, timeoutMs: 10_000, maxBytes: 2_500 });
      expect([status, body]).toEqual([200, 'x'.repeat(2_500)]);
    },
    HANG_MS,
  );
});

describe('a bounded run', () => {
  it(
    'ends with its time, whoever keeps its pipes, and so do the processes below it',
    async () => {
      const script = '(sleep 600 & echo $!); sleep 600 & echo $!; wait';
      const bounds = { env: { PATH: process.env['PATH'] ?? '' }, timeoutMs: 1_000, outputBytes: 1_000 };
      const { timedOut, output } = await runBounded(['sh', '-c', script], { ...bounds, started: () => undefined });
      const [left = 0, below = 0] = output.split('\n').map(Number);
      atEnd.push(() => process.kill(left, 'SIGKILL'));
      expect(timedOut).toBe(true);
      expect(processFacts(left)).toBeDefined();
      await eventually('the child to end', () => Promise.resolve(processFacts(below) === undefined));
    },
    HANG_MS,
  );
});
