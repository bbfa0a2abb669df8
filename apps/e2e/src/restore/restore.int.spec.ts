import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FactoryWorld, helloDefinition } from '../factory/factory-world.js';
import { helloPackage } from '../factory/hello-program.js';
import { Quench } from '../factory/quench.js';
import { HostPostgres, whenHostPostgres } from './host-postgres.js';

/** Longer than all waits of one story. */
const HANG_MS = 600_000;
const OPERATOR = { user: 'operator', password: 'of the: operator' };

interface Log {
  readonly service: string;
  readonly epoch: number;
  readonly events: number;
}

/** What `why` answers: an event and what led to it. */
interface Node {
  readonly text: string;
  readonly causes: readonly Node[];
}

let world: FactoryWorld;
let folder: string;
let backup: string;
/** The images of the releases 1.0 and 1.1. */
let first: string;
let second: string;
/** What the backup says of each log. */
let logs: readonly Log[];

const used: Quench[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench backups '));
  backup = join(folder, 'first');
  world = await FactoryWorld.start([helloPackage('1.0-1')]);
  await world.write('hello.yaml', helloDefinition());
  first = await converged(world.quench);
  ({ services: logs } = await world.quench.json<{ readonly services: readonly Log[] }>('backup', backup));
  await world.archive.publish('trixie', { put: [helloPackage('1.1-1')] });
  second = await converged(world.quench);
}, HANG_MS);
afterEach(async () => {
  delete process.env['QUENCH_DATABASE_URL'];
  for (const quench of used.splice(0)) await quench.remove();
}, HANG_MS);
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** Brings a factory up to date with the archive, and answers where its channel points. */
async function converged(quench: Quench): Promise<string> {
  const { code, err } = await quench.run('up', '--once', '--catalog', world.catalog);
  if (code !== 0) throw new Error(err);
  return channelOf(quench);
}

async function channelOf(quench: Quench): Promise<string> {
  const [row] = await quench.json<readonly { readonly tag: string; readonly index: string }[]>(
    'channel',
    'list',
    'hello',
  );
  return row?.index ?? '';
}

const textsOf = (node: Node): readonly string[] => [node.text, ...node.causes.flatMap(textsOf)];
const whyOf = async (quench: Quench): Promise<string> => textsOf(await quench.json<Node>('why', 'hello')).join('\n');

async function empty(): Promise<Quench> {
  const quench = await Quench.create(world.config);
  used.push(quench);
  return quench;
}

/** The logs as a backup or a restored factory has them, by service. */
const restoredLogs = async (quench: Quench): Promise<readonly Log[]> => {
  const contents = ['--contents', join(world.quench.data, 'content')];
  return (await quench.json<{ readonly services: readonly Log[] }>('restore', backup, ...contents)).services;
};

it(
  'makes the factory of a backup in an empty data directory, which then comes to the same images',
  async () => {
    expect(second).not.toBe(first);
    const quench = await empty();
    const nothing = await quench.run('restore', backup);
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('[backup-contents-missing]')]);

    expect(await restoredLogs(quench)).toEqual(logs.map((log) => ({ ...log, epoch: log.epoch + 1 })));
    expect(await channelOf(quench)).toBe(first);
    expect(await whyOf(quench)).toContain('hello revision 1 was locked, the first');

    expect(await converged(quench)).toBe(second);
    expect(await whyOf(quench)).toContain('hello-server 1.0-1 → 1.1-1');
    expect((await quench.run('verify', 'hello:latest')).code).toBe(0);
    expect(await quench.json('parked', 'list')).toEqual([]);
    const queues = (await quench.json<{ readonly queues: readonly { readonly dead: number }[] }>('status')).queues;
    expect(queues.map(({ dead }) => dead)).toEqual(queues.map(() => 0));
  },
  HANG_MS,
);

it(
  'deletes no factory that is there, unless it is told to',
  async () => {
    const refused = await world.quench.run('restore', backup);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('[factory-not-empty]')]);
    expect(await channelOf(world.quench)).toBe(second);
    const again = await world.quench.run('backup', backup);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('[backup-exists]')]);

    const { services } = await world.quench.json<{ readonly services: readonly Log[] }>(
      'restore',
      backup,
      '--overwrite',
    );
    expect(services).toEqual(logs.map((log) => ({ ...log, epoch: log.epoch + 1 })));
    expect(await channelOf(world.quench)).toBe(first);
    expect(await converged(world.quench)).toBe(second);
  },
  HANG_MS,
);

whenHostPostgres(
  'moves to the host’s PostgreSQL, and from there by its own dump and restore',
  async () => {
    const host = await HostPostgres.start();
    try {
      const { user, password } = OPERATOR;
      await host.query(`CREATE ROLE ${user} LOGIN CREATEROLE PASSWORD '${password}'`);
      for (const name of ['one', 'two', 'drill']) await host.query(`CREATE DATABASE ${name} OWNER ${user}`);
      const quench = await empty();
      process.env['QUENCH_DATABASE_URL'] = host.url(user, password, 'one');
      await restoredLogs(quench);
      expect(await channelOf(quench)).toBe(first);
      expect(await epochs(host, 'one')).toEqual(logs.map(({ epoch }) => epoch + 1));

      host.dumpAndRestore(OPERATOR, 'one', 'two');
      process.env['QUENCH_DATABASE_URL'] = host.url(user, password, 'two');
      expect(await converged(quench)).toBe(second);
      expect(await whyOf(quench)).toContain('hello-server 1.0-1 → 1.1-1');
      expect(await epochs(host, 'two')).toEqual(logs.map(({ epoch }) => epoch + 2));

      process.env['QUENCH_DATABASE_URL'] = host.url(user, password, 'drill');
      const drill = await (await empty()).run('restore', backup, '--contents', join(world.quench.data, 'content'));
      expect([drill.code, drill.err]).toEqual([2, expect.stringContaining('[database-taken]')]);

      delete process.env['QUENCH_DATABASE_URL'];
      const elsewhere = await quench.run('status');
      expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining('[database-elsewhere]')]);
    } finally {
      await host.stop();
    }
  },
  HANG_MS,
);

/** The newest epoch of each log in a database of the host. */
async function epochs(host: HostPostgres, database: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const { service } of logs) {
    const [row] = await host.query(`SELECT max(epoch) AS epoch FROM ${service}.epoch`, database);
    found.push(row?.['epoch']);
  }
  return found;
}
