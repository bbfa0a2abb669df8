import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { debianLayer, InMemoryContentStore } from '@quench/testing';
import { inRoot } from './in-root.js';
import { TarLayers } from './tar-layers.js';

const HANG_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'quench-root-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bringBusybox(): Promise<void> {
  const content = new InMemoryContentStore();
  const { digest } = await content.write(debianLayer(['busybox-static']));
  for await (const entry of new TarLayers(content).entries(digest, { maxBytes: 100_000_000 })) {
    const isIt = entry.type === 'file' && entry.path.endsWith('bin/busybox');
    if (isIt) writeFileSync(join(folder, 'busybox'), entry.content, { mode: 0o755 });
  }
}

describe('a process that is put into its root', () => {
  it(
    'is not there before it is',
    async () => {
      await bringBusybox();
      const onceToldTo = 'read told; exec chroot "$0" /busybox sleep 600';
      const child = spawn('unshare', ['--user', '--map-root-user', 'sh', '-c', onceToldTo, folder], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const ended = once(child, 'exit');
      let isTold = false;
      const seen = inRoot(child.pid, folder, new AbortController().signal).then((pid) => ({ pid, isTold }));
      setTimeout(() => {
        isTold = true;
        child.stdin.end('go\n');
      }, 100);
      expect(await seen).toEqual({ pid: child.pid, isTold: true });
      child.kill('SIGKILL');
      await ended;
    },
    HANG_MS,
  );

  it('is nobody when it is gone by the time that it is named, or the wait is given up', async () => {
    expect(await inRoot(undefined, folder, new AbortController().signal)).toBeUndefined();
    expect(await inRoot(process.pid, folder, AbortSignal.timeout(20))).toBeUndefined();
  });
});
