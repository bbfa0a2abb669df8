import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveStream, type ArchiveSnapshotTaken } from '@quench/contracts';
import { openDatabase } from '@quench/platform/database';
import { ensurePostgres, stopPostgres } from '@quench/platform/embedded-postgres';
import { PgEventStore, Sequencer } from '@quench/platform/event-store';
import { handle, type EventStore } from '@quench/ports';
import { archive, type ArchiveCommand } from '@quench/watcher-domain';
import type { Bench } from './bench.js';

const CLIENTS = 16;
const SECONDS = 5;
const RUNS = 5;
const DIGEST = `sha256:${'0'.repeat(64)}`;

/** `append`: through the port that every command uses, with its decider and its validation, each client on new streams. */
export const appendBench: Bench = {
  name: 'append',
  about: `${String(CLIENTS)} clients, one event each, fsync on, the sequencer running`,
  async run({ runs = RUNS }) {
    const data = await mkdtemp(join(tmpdir(), 'quench-bench-'));
    const server = await ensurePostgres({ data, log: () => undefined });
    const { host, port, database: name, user, password } = server;
    const rest = { service: 'watcher', rolePassword: randomUUID(), entities: [], migrations: [], poolSize: CLIENTS };
    const database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
    const sequencer = new Sequencer(database);
    sequencer.start();
    const store = new PgEventStore(database, { producer: 'bench/0', wake: () => sequencer.wake() });
    await during(store, 1);
    const samples: number[] = [];
    for (let run = 0; run < runs; run++) samples.push(await during(store, SECONDS));
    await sequencer.stop();
    await database.close();
    await server.release();
    await stopPostgres({ data });
    await rm(data, { recursive: true });
    return [{ name: 'events', unit: 'events/s', goal: '≥ 2 × emmett-postgresql in the same run', samples }];
  },
};

/** Events per second. */
async function during(store: EventStore, seconds: number): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let done = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < until; done++) await once(store);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return done / ((performance.now() - started) / 1000);
}

async function once(store: EventStore): Promise<void> {
  const source = { ecosystem: 'deb', origin: 'Bench', suite: randomUUID() };
  const occurredAt = new Date().toISOString();
  const data: ArchiveSnapshotTaken = {
    source,
    signed: DIGEST,
    date: occurredAt,
    freshness: 'checked',
    signedBy: ['A'.repeat(40)],
    indexes: [{ path: 'main', platform: 'linux/amd64', digest: DIGEST, plainDigest: DIGEST }],
    changes: { added: 0, updated: 1, removed: 0, list: DIGEST },
    plugin: 'deb/1',
  };
  const command: ArchiveCommand = { type: 'Changed', data, source };
  await handle(store, { stream: archiveStream(source), decider: archive }, command, {
    commandId: randomUUID(),
    causes: [],
    correlationId: randomUUID(),
    actor: { kind: 'service', id: 'bench', authenticatedBy: 'process' },
    occurredAt,
  });
}
