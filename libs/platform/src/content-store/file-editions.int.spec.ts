import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CountedThread } from './counted-thread.fixture.js';
import { fileEditions } from './file-editions.js';
import { FolderContentStore } from './folder-content-store.js';
import { threadEntry } from './thread-entry.fixture.js';

let folder: string;
let thread: CountedThread;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-files-'));
  thread = new CountedThread({ entry: threadEntry });
  await writeFile(join(folder, 'a'), 'a');
  await symlink('looped', join(folder, 'looped'));
});
afterEach(async () => {
  await thread.close();
  await rm(folder, { recursive: true });
});

describe('editions of files', () => {
  it('are the same with a thread, which is asked once, as without', async () => {
    const names = ['none', 'a', 'looped', 'a', 'a/below'];
    const alone = await fileEditions(folder, names);
    expect(alone).toEqual([undefined, alone[1], undefined, alone[1], undefined]);
    expect(alone[1]).toBeDefined();
    await new FolderContentStore(join(folder, 'contents'), thread).write(Buffer.from('starts it'));
    thread.asked = 0;
    expect(await fileEditions(folder, names, thread)).toEqual(alone);
    expect(await fileEditions(folder, [], thread)).toEqual([]);
    expect(thread.asked).toBe(1);
  });

  it('are others once a file was written to', async () => {
    const [before] = await fileEditions(folder, ['a'], thread);
    await writeFile(join(folder, 'a'), 'longer');
    const [after] = await fileEditions(folder, ['a'], thread);
    expect(after).not.toBe(before);
  });

  it('start no thread', async () => {
    await fileEditions(folder, ['a'], thread);
    expect(thread.isRunning).toBe(false);
  });
});
