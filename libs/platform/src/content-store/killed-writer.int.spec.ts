import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '@quench/kernel';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FolderContentStore } from './index.js';
import { threadEntry } from './thread-entry.fixture.js';

const program = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url));

describe('a process that writes contents through its thread', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'quench killed '));
  });
  afterEach(() => rm(root, { recursive: true }));

  /** @param killAfter digests said */
  async function run(count: number, { different = count, killAfter = Infinity, failpoint = '' } = {}) {
    const child = spawn(execPath, [...threadEntry.execArgv, program, root, String(count), String(different)], {
      env: { ...env, NODE_OPTIONS: '', QUENCH_FAILPOINT: failpoint },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    const said: Digest[] = [];
    for await (const line of createInterface(child.stdout)) {
      if (said.push(line as Digest) === killAfter) child.kill('SIGKILL');
    }
    const [code, signal] = (await ended) as [number | null, string | null];
    return { end: signal ?? code, said };
  }

  it('ends by itself', async () => {
    const { end, said } = await run(20);
    expect([end, said.length]).toEqual([0, 20]);
    expect(await new FolderContentStore(root).scrub()).toMatchObject({ sound: 20, quarantined: [] });
  });

  it('has what it said it has when it is killed, and nothing that is not whole', async () => {
    const { end, said } = await run(100_000, { killAfter: 100 });
    expect(end).toBe('SIGKILL');
    const store = new FolderContentStore(root);
    const report = await store.scrub();
    expect(report.quarantined).toEqual([]);
    expect(report.sound).toBeGreaterThanOrEqual(said.length);
    expect(await Promise.all(said.map((digest) => store.stat(digest)))).not.toContain(undefined);
  });

  it.each([
    ['content-before-rename', 0, 1],
    ['content-renamed', 1, 0],
  ])('is killed where it is told: %s', async (failpoint, sound, unfinished) => {
    expect(await run(1, { failpoint })).toEqual({ end: 'SIGKILL', said: [] });
    expect(await new FolderContentStore(root).scrub()).toMatchObject({ sound, quarantined: [] });
    expect(await readdir(join(root, 'incoming'))).toHaveLength(unfinished);
  });

  it('keeps equal contents once that come together', async () => {
    const { end, said } = await run(8, { different: 1, failpoint: 'content-renamed:2' });
    expect([end, said.length, new Set(said).size]).toEqual([0, 8, 1]);
    expect(await new FolderContentStore(root).scrub()).toMatchObject({ sound: 1, quarantined: [] });
  });
});
