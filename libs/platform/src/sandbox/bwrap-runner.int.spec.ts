import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Digest } from '@quench/kernel';
import type { Prepared, RunExit, Running, RunRequest } from '@quench/ports';
import { debianLayer, InMemoryContentStore, RUNNER_PACKAGES, writeTar } from '@quench/testing';
import { descendants, hasEnded } from './host-pid.js';
import { BwrapRunner, TarLayers, UnpackedRoots } from './index.js';

const content = new InMemoryContentStore();
const folder = mkdtempSync(join(tmpdir(), 'quench-roots-'));
// Closed to everyone else, as a data directory is.
chmodSync(folder, 0o700);
const roots = new UnpackedRoots(join(folder, 'roots'), new TarLayers(content), 4);
const runner = new BwrapRunner(roots);
const aRoot = process.getuid?.() === 0;

let request: RunRequest;
const never = new AbortController().signal;

const keep = async (layer: Uint8Array): Promise<Digest> => (await content.write(layer)).digest;

/** A small image around busybox: the program that a test wants is an applet of it. */
async function image(busybox: Uint8Array): Promise<Digest> {
  const directories = ['bin', 'home', 'tmp', 'run'].map((path) => ({ path, type: '5' }));
  const home = { path: 'home/nonroot', type: '5', mode: 0o700, uid: 65532, gid: 65532 };
  const own = { path: 'home/nonroot/own', content: 'mine\n', mode: 0o600, uid: 65532, gid: 65532 };
  const secret = { path: 'secret', content: 'of root\n', mode: 0o600 };
  const closed = [
    { path: 'closed', type: '5', mode: 0o700 },
    { path: 'closed/inside', content: 'of root\n' },
  ];
  const layer = [...directories, home, own, secret, ...closed, { path: 'bin/busybox', content: busybox, mode: 0o755 }];
  return keep(gzipSync(writeTar(layer)));
}

async function busyboxBytes(layer: Digest): Promise<Uint8Array> {
  for await (const entry of new TarLayers(content).entries(layer, { maxBytes: 100_000_000 })) {
    if (entry.type === 'file' && entry.path.endsWith('bin/busybox')) return Uint8Array.from(entry.content);
  }
  throw new Error('no busybox');
}

beforeAll(async () => {
  const packed = await keep(debianLayer(['busybox-static']));
  request = {
    platform: 'linux/amd64',
    emulatorLayers: [],
    layers: [await image(await busyboxBytes(packed))],
    argv: ['/bin/busybox', 'true'],
    env: { GREETING: 'hello' },
    workdir: '/home/nonroot',
    uid: 65532,
    gid: 65532,
    tmpfs: [
      { path: '/tmp', uid: 0, gid: 0, mode: 0o1777 },
      { path: '/run', uid: 0, gid: 0, mode: 0o755 },
    ],
    testLayers: [packed],
    runnerLayers: [await keep(debianLayer(RUNNER_PACKAGES))],
    limits: { memoryBytes: 64_000_000, processes: 32, files: 64, timeoutMs: 60_000, outputBytes: 4_000 },
    stopSignal: 'SIGTERM',
  };
}, 120_000);

afterAll(async () => {
  await roots.clear();
  rmSync(folder, { recursive: true, force: true });
});

const start = (over: Partial<RunRequest>): Promise<Running> => runner.start({ ...request, ...over }, never);
const run = async (over: Partial<RunRequest>): Promise<RunExit> => (await start(over)).exited;
const shell = (script: string, over: Partial<RunRequest> = {}): Promise<RunExit> =>
  run({ ...over, argv: ['/bin/busybox', 'sh', '-c', script] });

describe('the sandbox', () => {
  it('says what this host can do', async () =>
    expect(await runner.capability()).toMatchObject({
      name: aRoot ? 'bwrap/owners' : 'bwrap/mapped',
      realOwners: aRoot,
    }));

  it('runs the program as the image’s user, with its environment and nothing else', async () => {
    const { output, code } = await shell('id -u; id -g; pwd; env | grep -v -e PWD -e SHLVL -e PATH; echo $$');
    expect(output.split('\n')).toEqual(['65532', '65532', '/home/nonroot', 'GREETING=hello', '1', '']);
    expect(code).toBe(0);
  });

  it('leaves no capability and no way to a new one', async () => {
    const { output } = await shell('grep -E "^(Cap|NoNewPrivs)" /proc/self/status');
    expect(output).toMatch(/CapEff:\s0+\n/);
    expect(output).toMatch(/CapBnd:\s0+\n/);
    expect(output).toMatch(/NoNewPrivs:\s1\n/);
  });

  it('keeps the image read-only and its memory folders writable', async () => {
    const { output } = await shell(
      'touch /x; touch /home/nonroot/x; touch /tmp/x && echo tmp; touch /run/x; touch /dev/x',
    );
    expect(output.match(/Read-only file system/g)).toHaveLength(3);
    expect(output).toContain('tmp\n');
    expect(output).toContain('/run/x: Permission denied');
  });

  it('opens a file of the user and keeps what is closed to it closed', async () => {
    expect((await shell('cat /closed/inside')).output).toContain('Permission denied');
    expect(await shell('cat own; cat /secret')).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^mine\n.*secret.*Permission denied/),
    });
  });

  it('has loopback and no other network', async () => {
    const { output } = await shell('tail -n +3 /proc/net/dev | cut -d: -f1; nc -w 2 192.0.2.1 80 </dev/null');
    expect(output).toMatch(/^ *lo$/m);
    expect(output).not.toMatch(/eth|ens|veth/);
    expect(output).toMatch(/unreachable/);
  });

  it('mounts what a test brings', async () =>
    expect(await run({ argv: ['/test/bin/busybox', 'echo', 'mounted'] })).toMatchObject({
      code: 0,
      output: 'mounted\n',
    }));

  it('bounds memory, processes and open files', async () => {
    const { output } = await shell('cat /proc/self/limits');
    expect(output).toMatch(/Max data size +64000000/);
    expect(output).toMatch(/Max open files +64/);
    const memory = await shell('x=$(yes | head -c 200000000); echo survived');
    expect(memory.output).not.toContain('survived');
    const forks = await shell('i=0; while [ $i -lt 60 ]; do sleep 5 & i=$((i+1)); done; echo all');
    expect(forks.output).toMatch(/can't fork|Resource temporarily unavailable/);
  });

  it('names a program that is not there', async () =>
    expect(await run({ argv: ['/bin/none'] })).toMatchObject({
      code: 1,
      output: expect.stringContaining('No such file'),
    }));

  it('does not start once it is not wanted any more', async () => {
    const unwanted = new AbortController();
    const { signal } = unwanted;
    const reason = new Error('not wanted');
    // Aborts right after the last look at it before bubblewrap is launched.
    signal.throwIfAborted = () => {
      if (signal.aborted) throw signal.reason as Error;
      unwanted.abort(reason);
    };
    await expect(runner.start({ ...request, argv: ['/bin/busybox', 'sleep', '600'] }, signal)).rejects.toBe(reason);
  });
});

describe('folders that are filled before', () => {
  const filling = [
    'mkdir -m 700 /data/own; echo filled > /data/own/file; chmod 600 /data/own/file; ln -s own/file /data/link',
    'mkfifo /data/pipe; echo temporary > /tmp/file; sleep 600 > /dev/null 2>&1 & echo $! > /data/pid',
  ].join('; ');
  /** What a script of the tools leaves in its writable folders, without the image. */
  const prepare = (script: string, tmpfs = data()): Promise<Prepared> => {
    const asked = { ...request, tmpfs, layers: request.testLayers, testLayers: [] };
    return runner.prepare({ ...asked, argv: ['/bin/busybox', 'sh', '-c', script] }, never);
  };
  /** Of the processes that have a number in their sandbox, whether each has ended. */
  const endedBelow = (named: number): readonly boolean[] =>
    descendants(process.pid)
      .filter((pid) => readFileSync(`/proc/${String(pid)}/status`, 'utf8').includes(`\t${String(named)}\nNSpgid`))
      .map(hasEnded);
  const data = (path = '/data') => [...request.tmpfs, { path, uid: 65532, gid: 65532, mode: 0o755 }];

  it('are found so by the program, with owners and modes, and as often as it is started', async () => {
    const prepared = await prepare(filling);
    expect(prepared.exit).toMatchObject({ code: 0 });
    const look =
      'cat /data/link /tmp/file; stat -c "%a %u" /data/own /data/own/file; ls /data; echo more >> /data/own/file';
    const { output: left } = await shell('cat /data/pid', { tmpfs: data(), prepared });
    expect(endedBelow(Number(left))).toEqual([true]);
    const said = [await shell(look, { tmpfs: data(), prepared }), await shell(look, { tmpfs: data(), prepared })];
    for (const { output } of said) {
      expect(output.split('\n')).toEqual([
        ...['filled', 'temporary', '700 65532', '600 65532', 'link', 'own', 'pid', 'pipe', ''],
      ]);
    }
    await prepared.discard();
  });

  it('are not to be had once they are discarded', async () => {
    const prepared = await prepare(filling);
    await prepared.discard();
    const gone = { name: 'TransientFault', code: 'sandbox-failed', message: expect.stringContaining('is over') };
    await expect(start({ tmpfs: data(), prepared })).rejects.toMatchObject(gone);
  });
});

const UNTIL_UP = 'until [ -e /tmp/up ]; do sleep 0.05; done';

describe('a running sandbox', () => {
  it('stops on the signal of the definition', async () => {
    const running = await start({
      argv: [
        '/bin/busybox',
        'sh',
        '-c',
        'trap "echo bye; exit 3" QUIT; echo up; : > /tmp/up; while :; do sleep 1; done',
      ],
      stopSignal: 'SIGQUIT',
    });
    await running.exec(['/bin/busybox', 'sh', '-c', UNTIL_UP], { timeoutMs: 60_000 });
    expect(await running.stop(20_000)).toMatchObject({ code: 3, output: 'up\nbye\n', notes: [] });
  });

  it('stops by the signal that an init program holds back and passes on, however that ends', async () => {
    const layers = [...request.layers, await keep(debianLayer(['tini']))];
    const script = ': > /tmp/up; exec /bin/busybox sleep 60';
    const running = await start({ layers, argv: ['/usr/bin/tini-static', '--', '/bin/busybox', 'sh', '-c', script] });
    await running.exec(['/bin/busybox', 'sh', '-c', UNTIL_UP], { timeoutMs: 60_000 });
    expect(await running.stop(20_000)).toMatchObject({ code: 143, signal: undefined });
  });

  it('is killed when its first process ignores the signal, and the log says why', async () => {
    const running = await start({ argv: ['/bin/busybox', 'sleep', '60'] });
    const exit = await running.stop(200);
    expect(exit).toMatchObject({ signal: 'SIGKILL', timedOut: false });
    expect(exit.notes.join('\n')).toContain('no handler for SIGTERM');
  });

  it('runs a program beside it with the same user, files and processes', async () => {
    const running = await start({ argv: ['/bin/busybox', 'sleep', '60'] });
    const beside = await running.exec(
      [
        '/bin/busybox',
        'sh',
        '-c',
        'id -u; pwd; ps | grep -c "[s]leep 60"; grep -E "CapEff|NoNew" /proc/self/status; cat /secret; exit 5',
      ],
      { timeoutMs: 10_000 },
    );
    expect(beside.code).toBe(5);
    expect(beside.output).toMatch(/^65532\n\/home\/nonroot\n1\nCapEff:\t0+\nNoNewPrivs:\t1\n.*Permission denied/);
    await running.stop(0);
  });
});
