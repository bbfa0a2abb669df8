import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { debianLayer, InMemoryContentStore, RUNNER_PACKAGES } from '@quench/testing';
import { hostPid } from './host-pid.js';
import { hostTools } from './host-tools.js';
import { TarLayers, UnpackedRoots } from './index.js';
import { sandboxArgv, sandboxArgvOfRoot } from './sandbox-argv.js';

const HANG_MS = 60_000;
const content = new InMemoryContentStore();
const folder = mkdtempSync(join(tmpdir(), 'quench-orphans-'));
const roots = new UnpackedRoots(join(folder, 'roots'), new TarLayers(content), 4);
const asRoot = process.getuid?.() === 0;

afterAll(async () => {
  await roots.clear();
  rmSync(folder, { recursive: true, force: true });
});

/** A process that starts a sandbox the way the runner does, and says what bubblewrap tells. */
const PARENT = `
  const [file, ...args] = JSON.parse(process.argv[1]);
  const child = require('node:child_process').spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stdio[3].on('data', (chunk) => process.stdout.write(chunk));
  child.stdio[4].end('1');
  setInterval(() => {}, 1000);
`;

async function sleeper(): Promise<readonly string[]> {
  const user = { uid: 65532, gid: 65532 };
  const ownership = asRoot ? ({ kind: 'real' } as const) : ({ kind: 'mapped', user } as const);
  const hold = async (packages: readonly string[]): Promise<string> => {
    const layer = await content.write(debianLayer(packages));
    return (await roots.hold([layer.digest], ownership, ['/proc', '/dev', '/tmp'])).path;
  };
  const places = { image: await hold(['busybox-static']), runner: await hold(RUNNER_PACKAGES) };
  const busybox = existsSync(join(places.image, 'usr/bin/busybox')) ? '/usr/bin/busybox' : '/bin/busybox';
  const limits = { memoryBytes: 64_000_000, processes: 32, files: 64, timeoutMs: 60_000, outputBytes: 1_000 };
  const rest = {
    platform: 'linux/amd64',
    emulatorLayers: [],
    layers: [],
    env: {},
    workdir: '/',
    tmpfs: [],
    testLayers: [],
    runnerLayers: [],
    stopSignal: 'SIGTERM',
  };
  const request = { ...rest, ...user, limits, argv: [busybox, 'sleep', '600'] };
  const loader = ['usr/lib64', 'lib64', 'usr/lib/x86_64-linux-gnu']
    .map((path) => `${path}/ld-linux-x86-64.so.2`)
    .find((path) => existsSync(join(places.runner, path)));
  const bwrap = { runner: places.runner, loader: loader ?? '', program: 'usr/bin/bwrap' };
  const tools = hostTools();
  if ('missing' in tools) throw new Error(`missing: ${tools.missing}`);
  return asRoot
    ? sandboxArgvOfRoot(bwrap, places, request, { tools, place: '/mnt' })
    : sandboxArgv(bwrap, places, request);
}

describe('a sandbox', () => {
  it('does not outlive a parent that is killed', async () => {
    const parent = spawn(process.execPath, ['-e', PARENT, JSON.stringify(await sleeper())], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of parent.stdout) {
      said += String(chunk);
      if (said.includes('child-pid')) break;
    }
    const pid = hostPid(parent.pid ?? 0, Number(/"child-pid"\s*:\s*(\d+)/.exec(said)?.[1]));
    expect(existsSync(`/proc/${String(pid)}`)).toBe(true);
    parent.kill('SIGKILL');
    const hung = AbortSignal.timeout(HANG_MS);
    while (existsSync(`/proc/${String(pid)}`) && !hung.aborted) await sleep(20);
    expect(existsSync(`/proc/${String(pid)}`)).toBe(false);
  }, 120_000);
});
