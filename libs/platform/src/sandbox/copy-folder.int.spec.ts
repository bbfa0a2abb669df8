import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFolder } from './copy-folder.js';

let from: string;
let to: string;
const as = { asUser: [], signal: new AbortController().signal };

beforeEach(async () => {
  [from, to] = [await mkdtemp(join(tmpdir(), 'quench-from-')), await mkdtemp(join(tmpdir(), 'quench-to-'))];
  await mkdir(join(from, 'data/own'), { recursive: true });
  await writeFile(join(from, 'data/own/file'), 'filled', { mode: 0o600 });
  await symlink('own/file', join(from, 'data/link'));
});
afterEach(() => Promise.all([from, to].map((path) => rm(path, { recursive: true }))));

describe('a folder that is copied from one root into another', () => {
  it('has the files, modes and links of the first', async () => {
    await mkdir(join(to, 'data'));
    await copyFolder('/data', { from, to }, as);
    expect(await readFile(join(to, 'data/own/file'), 'utf8')).toBe('filled');
    expect((await stat(join(to, 'data/own/file'))).mode & 0o777).toBe(0o600);
    expect(await readlink(join(to, 'data/link'))).toBe('own/file');
  });

  it('is reached by no link, in either root: that would lead out of it', async () => {
    const elsewhere = join(from, 'data/own');
    await symlink(elsewhere, join(to, 'data'));
    const refused = { name: 'IntegrityFault', code: 'runner-folder-linked' };
    await expect(copyFolder('/data', { from, to }, as)).rejects.toMatchObject(refused);
    await expect(copyFolder('/data', { from: to, to: from }, as)).rejects.toMatchObject(refused);
  });

  it('says why it could not be', async () => {
    await mkdir(join(to, 'data'));
    await writeFile(join(to, 'data/own'), 'in the way');
    await expect(copyFolder('/data', { from, to }, as)).rejects.toMatchObject({
      ...{ name: 'TransientFault', code: 'sandbox-failed', message: expect.stringContaining('own') },
    });
  });

  it('says so where a root is there no more', async () => {
    const gone = { from: join(from, 'gone'), to };
    await expect(copyFolder('/data', gone, as)).rejects.toMatchObject({
      ...{ name: 'TransientFault', code: 'sandbox-failed', message: expect.stringContaining('gone') },
    });
  });

  it('is not any more once nobody wants it', async () => {
    await mkdir(join(to, 'data'));
    const reason = new Error('not wanted');
    const signal = AbortSignal.abort(reason);
    await expect(copyFolder('/data', { from, to }, { ...as, signal })).rejects.toBe(reason);
    expect(await readdir(join(to, 'data'))).toEqual([]);
  });
});
