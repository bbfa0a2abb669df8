import { ContentsThread, FolderContentStore } from '@quench/platform/content-store';
import { openDatabase, type Database } from '@quench/platform/database';
import { everythingSequenced, PgEventStore, Sequencer } from '@quench/platform/event-store';
import { LocalFeed, PgCursors, PgParking } from '@quench/platform/feed';
import { PgReadModelWriter } from '@quench/platform/read-models';
import { converged, JsonLinesLog, ServiceRuntime } from '@quench/platform/runtime';
import { EcdsaStatements, FileSigner } from '@quench/platform/signing';
import { PgWorkQueue, workMigrations } from '@quench/platform/work-queue';
import { handle, requestContext, type Claim, type EventStore, type Service } from '@quench/ports';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { env, execArgv, exit, stdin } from 'node:process';
import { createInterface } from 'node:readline';
import { lineStream, millContracts } from './mill.events.js';
import { ledgerProjection, lineDecider, linesProjection, noter, planner, type Lock } from './mill.rules.js';
import { millEntities, millMigrations } from './mill.tables.js';
import { buildWorker, judgeWorker, noteWorker } from './mill.workers.js';
import type { MillWorld } from './mill.world.js';
import type { Report, Request, Start } from './protocol.js';
import { PublishWorker } from './publish.worker.js';
import { Registry } from './registry.js';

/** Written at once: what was said before a kill has been said. */
const say = (report: Report): void => void writeSync(1, `${JSON.stringify(report)}\n`);

const told = (said: 'claimed' | 'finished', { kind, key, generation, fence }: Claim): void =>
  say({ said, kind, key, generation, fence });

/** A source, as this program is. */
const contentsEntry = {
  url: new URL('./contents.worker.ts', import.meta.resolve('@quench/platform/content-store')),
  execArgv,
};

async function worldOf(database: Database, store: EventStore, folder: string): Promise<MillWorld> {
  const content = new FolderContentStore(join(folder, 'content'), new ContentsThread({ entry: contentsEntry }));
  const keys = join(folder, 'keys');
  const builder = await FileSigner.open({ folder: keys, service: 'builder' });
  const tester = await FileSigner.open({ folder: keys, service: 'tester' });
  const trusted = { builder: [builder.publicKey], tester: [tester.publicKey] };
  const statements = {
    builder: new EcdsaStatements(builder, trusted, content),
    tester: new EcdsaStatements(tester, trusted, content),
  };
  const registry = new Registry(join(folder, 'registry'));
  return { store, queue: new PgWorkQueue(database), content, statements, registry };
}

const serviceOf = (world: MillWorld, version: number): Service => ({
  name: 'mill',
  reactors: [planner, noter],
  projections: [linesProjection(version), ledgerProjection(version)],
  workers: [buildWorker(world), judgeWorker(world), noteWorker(), new PublishWorker(world)],
  resyncs: [],
  gauges: [],
});

/** A miniature service on the adapters that the factory runs on. */
async function start({ folder, version, failpoint, ...server }: Start) {
  if (failpoint !== undefined) env['QUENCH_FAILPOINT'] = failpoint;
  const migrations = [...workMigrations, ...millMigrations];
  const entities = millEntities.map(({ entity }) => entity);
  const rest = { service: 'mill', rolePassword: 'secret', entities, migrations, poolSize: 10 };
  const database = await openDatabase({ ...server, ...rest });
  const sequencer = new Sequencer(database, { pollMs: 50 });
  const wake = (): void => sequencer.wake();
  const store = new PgEventStore(database, { producer: 'mill/0.0.0', contracts: millContracts, wake });
  const world = await worldOf(database, store, folder);
  const runtime = new ServiceRuntime({
    service: serviceOf(world, version),
    queue: world.queue,
    feed: new LocalFeed(new Map([['mill', { store, bell: sequencer }]])),
    cursors: new PgCursors(database),
    parking: new PgParking(database),
    transactor: database.transactor,
    readModelWriter: new PgReadModelWriter(database, millEntities),
    log: new JsonLinesLog((line) => void (line.includes('"level":"error"') && writeSync(2, line))),
    progress: {
      claimed: (claim) => told('claimed', claim),
      ended: (claim, { outcome }) => outcome === 'finished' && told('finished', claim),
    },
    onCommit: wake,
    sequenced: () => everythingSequenced(database),
    pollMs: 200,
    headEveryMs: 500,
  });
  sequencer.start();
  runtime.start();
  return { store, runtime };
}

async function lock(store: EventStore, command: Lock): Promise<void> {
  const actor = { kind: 'person', id: 'p-1', authenticatedBy: 'local-user' } as const;
  const context = requestContext({ id: `order ${String(command.order)}`, actor, at: new Date().toISOString() });
  const target = { stream: lineStream(command.line), decider: lineDecider };
  const events = await handle(store, target, command, context);
  const eventIds = events.map(({ id }) => id);
  say({ said: 'acknowledged', order: command.order, commandId: context.commandId, eventIds });
}

say({ said: 'loaded' });
const lines = createInterface(stdin)[Symbol.asyncIterator]();
const first = await lines.next();
const { store, runtime } = await start(JSON.parse(String(first.value)) as Start);
say({ said: 'ready' });
for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
  const request = JSON.parse(line.value) as Request;
  if ('lock' in request)
    void lock(store, request.lock).catch(() => say({ said: 'refused', order: request.lock.order }));
  else {
    while (!(await converged([runtime]))) await new Promise((resolve) => setTimeout(resolve, 100));
    say({ said: 'drained' });
  }
}
// Whoever started it is gone.
exit(0);
