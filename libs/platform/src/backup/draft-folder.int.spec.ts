import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDraft } from './draft-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench backup '));
  await writeFile(join(folder, 'file'), 'kept');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the draft of a backup', () => {
  it('is made with the folders above it, for its owner alone, in place of one that was left', async () => {
    const backup = join(folder, 'a', 'b');
    await mkdir(`${backup}.unfinished`, { recursive: true });
    await writeFile(join(`${backup}.unfinished`, 'left'), '');
    const draft = await makeDraft(backup);
    expect(draft).toBe(`${backup}.unfinished`);
    expect(await readdir(draft)).toEqual([]);
    expect((await stat(draft)).mode & 0o777).toBe(0o700);
  });

  it('is refused where something is already', async () => {
    await expect(makeDraft(join(folder, 'file'))).rejects.toMatchObject({ code: 'backup-exists' });
  });

  it.each([
    ['below a file', () => join(folder, 'file', 'x')],
    ['in a file system that makes no folders', () => '/sys/x'],
    ['in a folder that such a file system does not have', () => '/proc/none/x'],
  ])('is refused %s, with where and what to do', async (_where, path) => {
    await expect(makeDraft(path())).rejects.toMatchObject({
      name: 'Rejection',
      code: 'backup-unwritable',
      message: expect.stringMatching(new RegExp(`^Cannot write a backup to ${path()}: .+ Name a folder where you may`)),
    });
  });
});
