import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { whenRoot } from '@quench/testing';
import { ContentsThread, FolderContentStore } from './index.js';
import { threadEntry } from './thread-entry.fixture.js';

const HANG_MS = 60_000;
const MIB = 1_048_576;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-full-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a content store on a disk that is full', () => {
  whenRoot(
    'says so, keeps what it has and nothing of what did not fit, and takes more once there is room',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'quench-full', folder]);
      try {
        const store = new FolderContentStore(join(folder, 'content'));
        const first = await store.write(Buffer.alloc(MIB, 'a'));
        await expect(store.write(Buffer.alloc(2 * MIB, 'b'))).rejects.toMatchObject({
          name: 'TransientFault',
          code: 'content-store-full',
          message: expect.stringContaining(store.root),
        });
        expect(await readdir(join(store.root, 'incoming'))).toEqual([]);
        expect(await store.read(first.digest, { maxBytes: MIB })).toHaveLength(MIB);
        execFileSync('mount', ['-o', 'remount,size=8m', folder]);
        const second = await store.write(Buffer.alloc(2 * MIB, 'b'));
        expect(await store.read(second.digest, { maxBytes: 2 * MIB })).toHaveLength(2 * MIB);
      } finally {
        execFileSync('umount', [folder]);
      }
    },
    HANG_MS,
  );

  whenRoot(
    'says so of small ones, too, from their thread',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'quench-full', folder]);
      const thread = new ContentsThread({ entry: threadEntry });
      try {
        const store = new FolderContentStore(join(folder, 'content'), thread);
        const outcomes = await Promise.allSettled(
          Array.from({ length: 10 }, (_, fill) => store.write(Buffer.alloc(MIB / 4, fill))),
        );
        const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(refused.length).toBeGreaterThan(1);
        for (const { reason } of refused) {
          const message = expect.stringContaining(store.root);
          expect(reason).toMatchObject({ name: 'TransientFault', code: 'content-store-full', message });
        }
        expect(await readdir(join(store.root, 'incoming'))).toEqual([]);
        expect(await store.scrub()).toMatchObject({ sound: outcomes.length - refused.length, quarantined: [] });
      } finally {
        await thread.close();
        execFileSync('umount', [folder]);
      }
    },
    HANG_MS,
  );
});
