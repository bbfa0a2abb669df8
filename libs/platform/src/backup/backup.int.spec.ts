import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendOf, countedContracts, eventually, freshStream, startPostgres, type TestPostgres } from '@quench/testing';
import { sha256 } from '@quench/kernel';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { FolderContentStore } from '../content-store/index.js';
import { openDatabase, withClient, type Database } from '../database/index.js';
import type { DatabaseAddress } from '../database-server/index.js';
import { PgEventStore, Sequencer } from '../event-store/index.js';
import { PgWorkQueue, workMigrations } from '../work-queue/index.js';
import {
  bringContents,
  filesOf,
  inhabited,
  otherKeys,
  readContents,
  readManifest,
  restoreBackup,
  takeBackup,
  verifySums,
  type BackupManifest,
} from './index.js';

const SERVICES = ['builder', 'tester'] as const;

let server: TestPostgres;
let source: DatabaseAddress;
let target: DatabaseAddress;
let folder: string;
let names = 0;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const open: Database[] = [];

async function makeDatabase(): Promise<DatabaseAddress> {
  const { host, port, user, password } = server;
  const admin = new pg.Client({ host, port, user, password, database: server.database });
  await admin.connect();
  const database = `made_${String(++names)}`;
  await admin.query(`CREATE DATABASE ${database}`);
  await admin.end();
  return { host, port, user, password, database };
}

async function openAt({ host, port, user, password, database }: DatabaseAddress, service: string): Promise<Database> {
  const place = { host, port, database, admin: { user, password }, service, rolePassword: 'own' };
  const opened = await openDatabase({ ...place, entities: [], migrations: workMigrations, poolSize: 4 });
  open.push(opened);
  return opened;
}

const storeOf = (database: Database): PgEventStore =>
  new PgEventStore(database, { producer: 'builder/0.0.0', contracts: countedContracts });

/** Appends, and numbers all. */
async function fill(database: Database, count: number): Promise<void> {
  const store = storeOf(database);
  for (let n = 0; n < count; n++) await store.append(appendOf(freshStream(), 0));
  const sequencer = new Sequencer(database, { pollMs: 20 });
  sequencer.start();
  await eventually('all are numbered', async () => {
    const { rowCount } = await withClient(database, (client) => client.query('SELECT FROM outbox'));
    return rowCount === 0;
  });
  await sequencer.stop();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench backup '));
  source = await makeDatabase();
  target = await makeDatabase();
  await mkdir(join(folder, 'keys', 'public'), { recursive: true });
  await writeFile(join(folder, 'keys', 'builder.key'), 'private', { mode: 0o600 });
  await writeFile(join(folder, 'keys', 'public', 'builder.pub'), 'public');
}, 60_000);
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  await rm(folder, { recursive: true });
});

/** Commits a statement before anything else can happen in this process. */
function doAtOnce(statement: string): void {
  const code = `import pg from 'pg';
    const client = new pg.Client(JSON.parse(process.env.ADDRESS));
    await client.connect();
    await client.query(process.env.STATEMENT);
    await client.end();`;
  const env = { ...process.env, NODE_OPTIONS: '', ADDRESS: JSON.stringify(source), STATEMENT: statement };
  execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: import.meta.dirname, env });
}

const backUp = (note: (line: string) => void = () => undefined): Promise<BackupManifest> =>
  takeBackup({
    folder: join(folder, 'backup'),
    database: source,
    services: SERVICES,
    keys: join(folder, 'keys'),
    contents: join(folder, 'content'),
    version: '0.0.0',
    now: '2026-02-03T04:05:06.789Z',
    note,
  });

async function restore() {
  const at = join(folder, 'backup');
  const manifest = await readManifest(at);
  await verifySums(at, filesOf(manifest));
  const services = SERVICES.map((name) => ({ name, rolePassword: 'own', migrations: workMigrations }));
  return restoreBackup({ folder: at, manifest, database: target, services, note: () => undefined });
}

describe('a backup', () => {
  it('gives back every row, begins a new epoch, and goes on without a gap', async () => {
    const [builder, tester] = [await openAt(source, 'builder'), await openAt(source, 'tester')];
    await fill(builder, 1_200);
    await fill(tester, 3);
    const unnumbered = await storeOf(builder).append(appendOf(freshStream(), 0));
    const queue = new PgWorkQueue(builder);
    await builder.transactor.run((tx) =>
      queue.enqueue([{ kind: 'audit', key: 'a (b), "c" \\ \u2028 é' }], { causes: [], correlationId: 'x' }, tx),
    );
    await backUp();
    const before = await storeOf(builder).range(0, 10_000);
    const items = await queue.list({ limit: 10 });
    await fill(builder, 50);

    expect(await restore()).toEqual([
      { service: 'builder', epoch: 2, events: 1_200 },
      { service: 'tester', epoch: 2, events: 3 },
    ]);
    const restored = await openAt(target, 'builder');
    expect(await storeOf(restored).range(0, 10_000)).toEqual(before);
    expect(await new PgWorkQueue(restored).list({ limit: 10 })).toEqual(items);
    expect(await storeOf(restored).epochs()).toEqual([
      { epoch: 1, firstSeq: 1 },
      { epoch: 2, firstSeq: 1_201 },
    ]);
    await fill(restored, 0);
    const [first, second] = await storeOf(restored).range(1_200, 10);
    expect(first).toMatchObject({ epoch: 2, globalSeq: 1_201, id: unnumbered[0]?.id });
    expect(second).toBeUndefined();
  }, 120_000);

  it('is of one instant for all services', async () => {
    const [, tester] = [await openAt(source, 'builder'), await openAt(source, 'tester')];
    const late = `INSERT INTO tester.cursor (consumer, producer, epoch, seq) VALUES ('late', 'toy', 1, 1)`;
    const { services } = await backUp((line) => {
      if (line.startsWith('builder: ')) doAtOnce(late);
    });
    const { rowCount } = await withClient(tester, (client) => client.query('SELECT FROM cursor'));
    expect(rowCount).toBe(1);
    const tables = services.find(({ service }) => service === 'tester')?.tables;
    expect(tables?.find(({ table }) => table === 'cursor')?.rows).toBe(0);
  }, 60_000);

  it('is for its owner alone, with the keys, and says which contents it needs', async () => {
    await openAt(source, 'builder');
    const store = new FolderContentStore(join(folder, 'content'));
    const content = await store.write(Buffer.from('needed'));
    const manifest = await backUp();
    const at = join(folder, 'backup');
    for (const name of await readdir(at, { recursive: true })) {
      const found = await stat(join(at, name));
      expect([name, found.mode & 0o777]).toEqual([name, found.isDirectory() ? 0o700 : 0o600]);
    }
    expect(await readFile(join(at, 'keys', 'builder.key'), 'utf8')).toBe('private');
    expect(manifest).toMatchObject({ keys: ['builder.key', 'public/builder.pub'], contents: { count: 1, bytes: 6 } });
    const needed = await readContents(join(at, 'contents.txt'));
    expect(needed).toEqual([content]);
    const other = join(folder, 'other content');
    const refused = { name: 'Rejection', code: 'backup-contents-missing' };
    await expect(bringContents(needed, other, {})).rejects.toMatchObject(refused);
    const nowhere = { digest: sha256(Buffer.from('nowhere')), size: 7 };
    const more = bringContents([...needed, nowhere], other, { from: store.root });
    await expect(more).rejects.toMatchObject({ ...refused, message: expect.stringMatching(/^1 contents of 2 /) });
    const stopped = bringContents(needed, other, { from: store.root, signal: AbortSignal.abort(new Error('stop')) });
    await expect(stopped).rejects.toThrow('stop');
    await expect(bringContents(needed, other, {})).rejects.toThrow(/^1 contents of 1 /);
    expect(await bringContents(needed, other, { from: store.root })).toBe(1);
    expect(await bringContents(needed, other, {})).toBe(0);
    expect(await new FolderContentStore(other).stat(sha256(Buffer.from('needed')))).toEqual(content);
  }, 60_000);

  it('does not write over what is there', async () => {
    await openAt(source, 'builder');
    await backUp();
    await expect(backUp()).rejects.toMatchObject({ name: 'Rejection', code: 'backup-exists' });
    expect(await readdir(folder)).toEqual(['backup', 'keys']);
  }, 60_000);

  it('is none as long as it is not whole', async () => {
    await openAt(source, 'builder');
    await backUp();
    const at = join(folder, 'backup');
    await truncate(join(at, 'builder', 'event.jsonl.gz'), 10);
    await rm(join(at, 'builder', 'epoch.jsonl.gz'));
    const damaged = restore();
    await expect(damaged).rejects.toMatchObject({ name: 'IntegrityFault', code: 'backup-damaged' });
    await expect(damaged).rejects.toThrow('builder/epoch.jsonl.gz is missing; builder/event.jsonl.gz is not what');
    await rm(join(at, 'SHA256SUMS'));
    await expect(restore()).rejects.toMatchObject({ name: 'Rejection', code: 'backup-missing' });
    expect(await inhabited(target, SERVICES)).toEqual([]);
  }, 60_000);

  it('of a newer version is refused before anything is changed', async () => {
    await openAt(source, 'builder');
    await fill(await openAt(target, 'builder'), 1);
    await backUp();
    const at = join(folder, 'backup');
    const manifest = await readManifest(at);
    const services = [{ name: 'builder', rolePassword: 'own', migrations: [] }];
    const refused = restoreBackup({ folder: at, manifest, database: target, services, note: () => undefined });
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'schema-differs' });
    expect(await inhabited(target, SERVICES)).toEqual(['builder']);
  }, 60_000);

  it('of an older schema is brought up to date', async () => {
    const builder = await openAt(source, 'builder');
    await fill(builder, 2);
    const admin = new pg.Client({ ...source });
    await admin.connect();
    await admin.query('ALTER TABLE builder.epoch DROP COLUMN log_table');
    await admin.query(`DELETE FROM builder.migration WHERE name LIKE 'LogTable%'`);
    await admin.end();
    await backUp();
    expect(await restore()).toEqual([{ service: 'builder', epoch: 2, events: 2 }]);
    const restored = await openAt(target, 'builder');
    const { rows } = await withClient(restored, (client) => client.query('SELECT max(epoch) AS epoch FROM epoch'));
    expect(rows).toEqual([{ epoch: 2 }]);
  }, 60_000);

  it('tells keys that are others from those that are the same', async () => {
    await openAt(source, 'builder');
    const { keys } = await backUp();
    const at = join(folder, 'backup', 'keys');
    expect(await otherKeys(keys, at, join(folder, 'keys'))).toEqual([]);
    await writeFile(join(folder, 'keys', 'builder.key'), 'another');
    expect(await otherKeys(keys, at, join(folder, 'keys'))).toEqual(['builder.key']);
  }, 60_000);
});
