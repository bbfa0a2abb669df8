import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCatalogFolder } from './catalog-folder.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-folder-'));
  await mkdir(join(folder, 'conf'));
  await writeFile(join(folder, 'a.yaml'), 'image: a\n');
  await writeFile(join(folder, 'conf', 'a.conf'), 'on');
  await writeFile(join(folder, '.hidden'), '');
  await symlink('nowhere', join(folder, 'b.yaml'));
  await symlink('a.conf', join(folder, 'conf', 'b.conf'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a catalog folder', () => {
  it('is read with its links named and not followed, wherever they lead', async () => {
    const { definitions, assets, others } = await readCatalogFolder(folder);
    expect([...definitions.keys()]).toStrictEqual(['a.yaml']);
    expect([...assets.keys()]).toStrictEqual(['conf/a.conf']);
    expect(others).toStrictEqual(['b.yaml', 'conf/b.conf']);
  });

  it.each([
    ['that is not there', 'none', /^There is no folder \S+\/none\. Expected the folder that holds the definitions/],
    ['that is a file', 'a.yaml', /^\S+\/a\.yaml is not a folder\. Expected the folder that holds the definitions/],
    ['whose name is too long', 'x'.repeat(300), /cannot be read \(ENAMETOOLONG\)\. Let this user read it, or/],
  ])('%s is refused in words', (_what, name, said) =>
    expect(readCatalogFolder(join(folder, name))).rejects.toMatchObject({
      code: 'catalog-unreadable',
      message: expect.stringMatching(said),
    }),
  );
});
