import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

it.each([
  [['help', 'channel', 'move'], 0, /^Usage: quench channel move /],
  [['help', 'nothing', '--json'], 2, /^$/],
])('answers %j with the code %i', (argv, code, said) => {
  const { status, stdout } = spawnSync(process.execPath, [program, ...argv], { env, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: code, stdout: expect.stringMatching(said) });
});

/** Sends the signal as soon as anybody listens for it, which is before any command is loaded. */
const SIGNALLED = `process.on('newListener', (name) => {
  if (name === 'SIGTERM') setImmediate(() => process.kill(process.pid, 'SIGTERM'));
});`;

it.each([
  [
    ['--json'],
    /^(\{"note":.*\}\n)?\{"error":\{"code":"stopped","message":"Stopped\. To have what was asked for, ask again"\}\}\n$/,
  ],
  [[], /^(waiting: .*\n)?quench: Stopped\. To have what was asked for, ask again \[stopped\]\n$/],
])('says with %j that it was stopped, also a command that does not hear signals itself', (options, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'quench-signal-'));
  const config = join(folder, 'nobody.yaml');
  writeFileSync(config, "brokers: ['127.0.0.1:1']");
  const words = ['kafka', 'topics', '--config', config, '--wait', '5', ...options];
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(SIGNALLED)}`, program, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { env, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect({ status, stdout, stderr }).toEqual({ status: 143, stdout: '', stderr: expect.stringMatching(said) });
});

it('hands a signal on that came before the command heard signals itself', () => {
  const module = (name: string): string => JSON.stringify(new URL(`../../dist/cli/${name}.js`, import.meta.url).href);
  const script = `
    import { answerSignals } from ${module('stop-at-once')};
    import { stopSignal } from ${module('stop-signal')};
    answerSignals();
    process.kill(process.pid, 'SIGTERM');
    const signal = stopSignal(() => undefined);
    const idle = setInterval(() => undefined, 1_000);
    signal.addEventListener('abort', () => {
      console.log(signal.reason.signal);
      clearInterval(idle);
    });`;
  const options = { env, encoding: 'utf8', timeout: 30_000 } as const;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'SIGTERM\n' });
}, 60_000);
