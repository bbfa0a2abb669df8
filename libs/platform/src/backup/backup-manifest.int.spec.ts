import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MANIFEST, manifestText, readManifest, type BackupManifest } from './backup-manifest.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench manifest '));
});
afterAll(() => rm(folder, { recursive: true }));

const table = { table: 'event_log', columns: ['seq'], rows: 1, file: 'builder/event_log.jsonl.gz' };
const service = { service: 'builder', epoch: 1, seq: 1, migrations: [], tables: [table], sequences: [] };
const sound: Omit<BackupManifest, 'format'> = {
  version: '1.2.3',
  takenAt: '2026-01-01T00:00:00.000Z',
  services: [service],
  keys: ['builder.key', 'public/builder.pub'],
  contents: { count: 0, bytes: 0 },
};
const reading = async (text: string): Promise<BackupManifest> => {
  await writeFile(join(folder, MANIFEST), text);
  return readManifest(folder);
};

it('is read as it was written', async () => {
  expect(await reading(manifestText(sound))).toEqual({ format: 1, ...sound });
});

it.each<readonly [string, Partial<BackupManifest>]>([
  ['a key outside of the keys', { keys: ['../../apps/main.key'] }],
  ['a key at the root', { keys: ['/etc/shadow.key'] }],
  ['a key that is something else', { keys: ['../main.js'] }],
  ['a service that is a path', { services: [{ ...service, service: '../builder' }] }],
  ['a table that is a statement', { services: [{ ...service, tables: [{ ...table, table: 'event; DROP' }] }] }],
  ['rows elsewhere', { services: [{ ...service, tables: [{ ...table, file: '../rows.jsonl.gz' }] }] }],
])('is refused when it names %s', async (_what, altered) => {
  await expect(reading(manifestText({ ...sound, ...altered }))).rejects.toMatchObject({ code: 'backup-damaged' });
});

it.each([
  ['no JSON', '{'],
  ['something else', '7'],
  ['no lists', '{"format":1}'],
])('is refused when it is %s', async (_what, text) => {
  await expect(reading(text)).rejects.toMatchObject({ code: 'backup-damaged' });
});
