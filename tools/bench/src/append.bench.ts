import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArchiveSnapshotTaken } from '@quench/contracts';
import { openDatabase, type Database } from '@quench/platform/database';
import { ensurePostgres, stopPostgres } from '@quench/platform/embedded-postgres';
import { everythingSequenced, PgEventStore, Sequencer } from '@quench/platform/event-store';
import type { EventStore } from '@quench/ports';
import { emmettPeer, type AppendPeer } from './append-peer.js';
import type { Bench } from './bench.js';
import { appendRequest, snapshotTaken } from './snapshot-taken.js';

const CLIENTS = 16;
/** As the product's own services have, and the peer by default. */
const CONNECTIONS = 10;
const SECONDS = 5;
const RUNS = 5;

/** `append`: through the port that `handle` uses, validation included, each time on a new stream; the peer likewise. */
export const appendBench: Bench = {
  name: 'append',
  about: `${String(CLIENTS)} clients over ${String(CONNECTIONS)} connections, one event each, fsync on, the sequencer running`,
  async run({ root, runs = RUNS, say }) {
    const data = await mkdtemp(join(tmpdir(), 'quench-bench-'));
    const server = await ensurePostgres({ data, log: () => undefined });
    const { host, port, database: name, user, password } = server;
    const rest = {
      service: 'watcher',
      rolePassword: randomUUID(),
      entities: [],
      migrations: [],
      poolSize: CONNECTIONS,
    };
    const database = await openDatabase({ host, port, database: name, admin: { user, password }, ...rest });
    const sequencer = new Sequencer(database);
    sequencer.start();
    const peer = emmettPeer(root, `postgresql://${user}:${password}@${host}:${String(port)}/${name}`);
    if (peer === undefined) say('emmett-postgresql is not installed: npm ci --prefix tools/bench/peers');
    const store = new PgEventStore(database, { producer: 'bench/0', wake: () => sequencer.wake() });
    const { ours, theirs } = await paired({ store, database, peer, runs });
    await peer?.close();
    await sequencer.stop();
    await database.close();
    await server.release();
    await stopPostgres({ data });
    await rm(data, { recursive: true });
    const peers = peer === undefined ? [] : [{ name: peer.name, samples: theirs }];
    return [
      { name: 'events', unit: 'events/s', goal: '≥ 2 × emmett-postgresql in the same run', samples: ours, peers },
    ];
  },
};

/** One after the other, neither while the other's work is still going on. */
async function paired(input: {
  readonly store: EventStore;
  readonly database: Database;
  readonly peer: AppendPeer | undefined;
  readonly runs: number;
}): Promise<{ readonly ours: readonly number[]; readonly theirs: readonly number[] }> {
  const { store, database, peer, runs } = input;
  const own = (): Promise<void> => append(store);
  const other = peer && (() => peer.once(taken()));
  await during(own, 1);
  if (other !== undefined) await during(other, 1);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await during(own, SECONDS));
    while (!(await everythingSequenced(database))) await sleep(20);
    if (other !== undefined) theirs.push(await during(other, SECONDS));
  }
  return { ours, theirs };
}

/** Events per second. */
async function during(once: () => Promise<void>, seconds: number): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let done = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < until; done++) await once();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return done / ((performance.now() - started) / 1000);
}

const taken = (): ArchiveSnapshotTaken => snapshotTaken(randomUUID());

async function append(store: EventStore): Promise<void> {
  await store.append(appendRequest(taken()));
}
