/**
 * A service that appends what it is told to: `feeder.subject.js SERVICE` and the options of any service. Everything
 * else of it is what every service is: log, sequencer, relay, feed. Answers each `Load` or `Tidings` with its `Acknowledged` events.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { archiveStream } from '@quench/contracts';
import { productVersion } from '@quench/platform/product-version';
import { runService, ServiceConfiguration, SERVICES, type ServiceProgram } from '@quench/platform/service-process';
import { Service, type EventStore } from '@quench/ports';
import { appendRequest, snapshotTaken } from '../snapshot-taken.js';
import { nowMs, type Acknowledged, type Load, type Tidings } from './load.js';

const [own, ...argv] = process.argv.slice(2);
const name = SERVICES.find((service) => service === own);
if (name === undefined) throw new Error(`no service ${String(own)}; there are ${SERVICES.join(', ')}`);

/** Neither rules nor work of its own. */
class Feeder extends Service {
  readonly name = String(name);
  readonly reactors = [];
  readonly projections = [];
  readonly workers = [];
  readonly resyncs = [];
  readonly gauges = [];
}

@Module({ imports: [CqrsModule.forRoot()], providers: [{ provide: Service, useClass: Feeder }] })
class FeederModule {}

/** The rate is kept on the whole: a tick that comes late makes up for it. */
const TICK_MS = 2;

async function carryOut(load: Load | Tidings, store: EventStore): Promise<readonly Acknowledged[]> {
  switch (load.kind) {
    case 'paced':
      return paced(load, store);
    case 'flood':
      return flood(load, store);
    case 'snapshot':
      return [await tell(store)];
  }
}

/** Debian's own suite, so that images can read it. */
const source = { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' };

async function tell(store: EventStore): Promise<Acknowledged> {
  const stream = archiveStream(source);
  const { version } = await store.read(stream);
  const askedMs = nowMs();
  const data = { ...snapshotTaken(source.suite), source, freshness: 'unchecked' as const };
  await store.append({ ...appendRequest(data), expectedVersion: version });
  return { stream, askedMs, acknowledgedMs: nowMs() };
}

async function paced(load: Load & { readonly kind: 'paced' }, store: EventStore): Promise<readonly Acknowledged[]> {
  const total = load.perSecond * load.seconds;
  const asked: Promise<Acknowledged>[] = [];
  for (const from = performance.now(); asked.length < total;) {
    const due = Math.min(total, ((performance.now() - from) / 1000) * load.perSecond);
    while (asked.length < due) asked.push(append(store));
    await sleep(TICK_MS);
  }
  return Promise.all(asked);
}

async function flood(load: Load & { readonly kind: 'flood' }, store: EventStore): Promise<readonly Acknowledged[]> {
  const done: Acknowledged[] = [];
  let asked = 0;
  const client = async (): Promise<void> => {
    while (asked++ < load.events) done.push(await append(store));
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  return done;
}

async function append(store: EventStore): Promise<Acknowledged> {
  const data = snapshotTaken(randomUUID());
  const askedMs = nowMs();
  await store.append(appendRequest(data));
  return { stream: archiveStream(data.source), askedMs, acknowledgedMs: nowMs() };
}

const feeder: ServiceProgram = {
  definition: { name, module: FeederModule, readModels: [], migrations: [] },
  configuration: ServiceConfiguration,
  version: productVersion,
  parts: async () => ({
    providers: [],
    serve: async ({ store }) => {
      process.on('message', (load: Load | Tidings) => void carryOut(load, store).then((done) => process.send?.(done)));
    },
    close: async () => undefined,
  }),
};

process.exit(await runService(feeder, argv));
