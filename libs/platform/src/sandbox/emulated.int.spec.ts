import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect } from '@jest/globals';
import type { Digest } from '@quench/kernel';
import type { RunExit, RunnerClass, RunRequest } from '@quench/ports';
import {
  arm64Program,
  debianLayer,
  InMemoryContentStore,
  RUNNER_PACKAGES,
  whenInstalled,
  writeTar,
} from '@quench/testing';
import { BwrapRunner, TarLayers, UnpackedRoots } from './index.js';

const HANG_MS = 300_000;
/** Of this machine, for all of its processes. */
const FORMATS = '/proc/sys/fs/binfmt_misc';
const content = new InMemoryContentStore();
const folder = mkdtempSync(join(tmpdir(), 'quench-emulated-'));
const roots = new UnpackedRoots(join(folder, 'roots'), new TarLayers(content), 4);
const runner = new BwrapRunner(roots);
const never = new AbortController().signal;

afterAll(async () => {
  await roots.clear();
  rmSync(folder, { recursive: true, force: true });
});

const layerOf = async (files: Readonly<Record<string, Uint8Array>>): Promise<Digest> => {
  const entries = Object.entries(files).map(([path, bytes]) => ({ path, content: bytes, mode: 0o755 }));
  const folders = ['usr', 'usr/bin', 'tmp'].map((path) => ({ path, type: '5' }));
  return (await content.write(gzipSync(writeTar([...folders, ...entries])))).digest;
};

/** The emulator alone: its package has one for every architecture there is. */
function emulator(): Uint8Array {
  const sh = (script: string): Buffer => execFileSync('sh', ['-c', script], { cwd: folder, stdio: 'pipe' });
  sh('apt-get download -qq qemu-user-static && dpkg-deb --fsys-tarfile *.deb | tar -x ./usr/bin/qemu-aarch64-static');
  return readFileSync(join(folder, 'usr/bin/qemu-aarch64-static'));
}

whenInstalled('apt-get', 'dpkg-deb')(
  'programs of an image for linux/arm64 run in the sandbox, and those that a test brings beside them as they are',
  async () => {
    const image = await layerOf({
      'usr/bin/says': arm64Program({ says: 'from arm64\n', exit: 7 }),
      'usr/bin/tells': arm64Program('tells'),
      'usr/bin/waits': arm64Program('waits'),
      'usr/bin/starts': arm64Program({ becomes: '/usr/bin/says' }),
    });
    const env = { QEMU_VERSION: '1', LD_PRELOAD: 'none', LIST: 'a,b=c', EMPTY: '' };
    const request: RunRequest = {
      ...{ platform: 'linux/arm64', layers: [image], argv: ['/usr/bin/says'], env, workdir: '/' },
      ...{ uid: 65_532, gid: 65_532, stopSignal: 'SIGTERM' },
      tmpfs: [{ path: '/tmp', uid: 0, gid: 0, mode: 0o1777 }],
      testLayers: [(await content.write(debianLayer(['busybox-static']))).digest],
      runnerLayers: [(await content.write(debianLayer(RUNNER_PACKAGES))).digest],
      emulatorLayers: [await layerOf({ 'usr/bin/qemu-aarch64-static': emulator() })],
      limits: { memoryBytes: 1024 ** 3, processes: 32, files: 64, timeoutMs: 120_000, outputBytes: 4_000 },
    };
    const said = await (await runner.start(request, never)).exited;
    expect(said).toMatchObject({ code: 7, output: 'from arm64\n' });
    const variables = ({ output }: RunExit): readonly string[] => output.split('\0').slice(0, -1).sort();
    const its = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const told = await (await runner.start({ ...request, argv: ['/usr/bin/tells'] }, never)).exited;
    expect(variables(told)).toEqual(expect.arrayContaining(its));

    // Where the kernel lets a sandbox have formats of its own, also what they start.
    const { emulatesAll } = (await runner.capability()) as RunnerClass;
    const started = emulatesAll ? { code: 7, output: 'from arm64\n' } : { code: 99 };
    const starts = await runner.start({ ...request, argv: ['/usr/bin/starts'] }, never);
    expect(await starts.exited).toMatchObject(started);
    expect(existsSync(FORMATS) ? readdirSync(FORMATS) : []).not.toContain('emulated');

    const running = await runner.start({ ...request, argv: ['/usr/bin/waits'] }, never);
    const ask = (...argv: readonly string[]) => running.exec(argv, { timeoutMs: 60_000 });
    expect(await ask('/usr/bin/says')).toMatchObject({ code: 7, output: 'from arm64\n' });
    expect(await ask('/usr/bin/starts')).toMatchObject(started);
    expect(variables(await ask('/usr/bin/tells'))).toEqual(expect.arrayContaining(its));
    expect(await ask('/test/bin/busybox', 'uname', '-m')).toMatchObject({ code: 0, output: 'x86_64\n' });
    await running.stop(0);

    const missing = runner.start({ ...request, emulatorLayers: [await layerOf({})] }, never);
    await expect(missing).rejects.toMatchObject({ name: 'IntegrityFault', code: 'runner-incomplete' });
  },
  HANG_MS,
);
