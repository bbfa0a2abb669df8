import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Command } from '@nestjs/cqrs';
import type { ApplyCatalog } from '@quench/builder-feature';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appliedLines, applyFolder } from './apply-folder.js';

let root: string;
/** What the builder was told of the folder, and what it finds wrong with it. */
let told: ApplyCatalog['options']['folder'][];
let problems: readonly string[];

const actor = { kind: 'person', id: 'somebody', authenticatedBy: 'local-user' } as const;
const command = <T>(_service: string, asked: Command<T>): Promise<T> => {
  told.push((asked as unknown as ApplyCatalog).options.folder);
  return Promise.resolve({ problems, edition: 1, changed: true, images: [], added: [], updated: [], retired: [] } as T);
};
const apply = (name: string) =>
  applyFolder({ actor, command, data: root }, join(root, name), { retire: [], offered: 'once' });

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'quench-apply-')));
  [told, problems] = [[], []];
  for (const name of ['first', 'second']) await mkdir(join(root, name));
  await symlink(join(root, 'first'), join(root, 'link'));
});
afterEach(() => rm(root, { recursive: true }));

it('tells of the folder that was applied last, where that is another one', async () => {
  for (const name of ['first', 'first', 'link', 'second']) await apply(name);
  const first = join(root, 'first');
  expect(told.map((folder) => folder?.instead)).toEqual([undefined, undefined, undefined, first]);
  expect(told.at(-1)).toMatchObject({ path: join(root, 'second'), offered: 'once' });
  expect(appliedLines(await apply('first'))).toEqual([
    `another catalog folder than before, which was ${join(root, 'second')}`,
  ]);
});

it('remembers no folder that was not applied', async () => {
  await apply('first');
  problems = ['a.yaml:1: x'];
  await apply('second');
  expect((await apply('second')).instead).toBe(join(root, 'first'));
});
