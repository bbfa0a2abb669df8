import { channels, type ChannelRow } from '@quench/distributor-domain';
import type { Json, Projection } from '@quench/kernel';
import type { Service } from '@quench/ports';
import {
  InMemoryReadModels,
  InMemoryTransactor,
  type InMemoryWorkQueue,
  type History,
  type RawTables,
  type Rebuild,
} from '@quench/testing';
import type { Database } from './database.js';
import { lineFacts } from './line-facts.js';
import { consumerOf } from './observed-service.js';
import { SERVICES, type ServiceName } from './services.js';
import type { World } from './world.js';

const MAX_ROWS = 100_000;

/**
 * What there is to say of one service when everything has come to rest: first of its own log and queue, then of each other
 * log that it reads.
 * @param lines keys of those of the last catalog that get an image
 */
export async function historiesOf(
  world: World,
  service: Service,
  lines: readonly string[],
): Promise<readonly History[]> {
  const own = world.database(service.name as ServiceName);
  const { acknowledged, claims, completions, pushes } = own.ledger;
  const first = {
    ...(await readingOf(world, service, own.service as ServiceName)),
    ...{ acknowledged, claims, completions, pushes },
    lines: service.name === 'distributor' ? await lineFacts(world, lines) : [],
    rebuilds: await Promise.all(service.projections.map((projection) => rebuild(world, own, projection))),
  };
  const others = SERVICES.filter((producer) => producer !== service.name);
  return [first, ...(await Promise.all(others.map((producer) => readingOf(world, service, producer))))];
}

const nothing = { acknowledged: [], claims: [], completions: [], pushes: [], lines: [], rebuilds: [] };

/** A service as the reader of one log. */
async function readingOf(world: World, service: Service, producer: ServiceName): Promise<History> {
  const consumers = [
    ...service.projections.map(({ types, ...one }) => ({ consumer: consumerOf(one), producer: one.producer, types })),
    ...service.reactors.map(({ name, ...rest }) => ({ consumer: name, producer: rest.producer, types: rest.types })),
  ].filter((one) => one.producer === producer);
  const reader = world.database(service.name as ServiceName);
  const names = new Set(consumers.map(({ consumer }) => consumer));
  const effects = reader.ledger.effects.filter(({ consumer }) => names.has(consumer));
  return { ...nothing, consumers, effects, tables: await tablesOf(world.database(producer), reader, producer) };
}

async function tablesOf(log: Database, reader: Database, producer: string): Promise<RawTables> {
  const { store } = log;
  const now = store.events.log;
  return {
    event: now.map(({ event }, index) => ({
      ...event,
      position: index + 1,
      eventId: event.id,
      ...requestIn(event.data),
    })),
    eventLog: now.map(({ place: { globalSeq, sequencedAt } }, index) => ({
      globalSeq,
      sequencedAt,
      position: index + 1,
    })),
    outbox: [],
    cursor: await reader.cursors.list(),
    parked: (await reader.parking.list(MAX_ROWS)).filter((row) => row.producer === producer),
    work: log === reader ? reader.queue.table().map(atRest) : [],
  };
}

/** The polls go on for ever: one that waits for its time, or is under way for the first time, is no open work. */
function atRest({ state, attempts, wanted, ...row }: ReturnType<InMemoryWorkQueue['table']>[number]) {
  const waits = row.kind === 'poll' && (state === 'queued' ? attempts === 0 : attempts === 1);
  return { ...row, ...(waits ? { state: 'done', wanted: row.done } : { state, wanted }) };
}

/** What a request asked for says its name, where it has room for words. */
function requestIn(data: unknown): { readonly request?: string } {
  const { reason } = Object(data) as { readonly reason?: unknown };
  return typeof reason === 'string' && reason.startsWith('request ') ? { request: reason } : {};
}

async function rebuild(world: World, database: Database, projection: Projection<object>): Promise<Rebuild> {
  const { name } = projection;
  const { log } = world.database(projection.producer as ServiceName).store.events;
  const anew = new InMemoryReadModels();
  const transactor = new InMemoryTransactor();
  for (const { event, place } of log) {
    if (!projection.types.includes(event.type)) continue;
    const recorded = { ...event, ...place };
    await transactor.run(async (tx) => {
      const rows = await anew.writer.load<object>(name, projection.keys(recorded), tx);
      await anew.writer.write(name, projection.apply(rows, recorded), tx);
    });
  }
  return { projection: name, live: await rowsOf(database.models, name), rebuilt: await rowsOf(anew, name) };
}

async function rowsOf(models: InMemoryReadModels, name: string): Promise<Rebuild['live']> {
  const rows = await models.list<object>(name, { limit: MAX_ROWS });
  return Object.fromEntries(rows.map(({ key, row }) => [key, JSON.parse(JSON.stringify(row)) as Json]));
}

/** Where every channel in use points to. */
export async function channelsOf(world: World): Promise<Readonly<Record<string, string>>> {
  const rows = await world.database('distributor').models.list<ChannelRow>(channels.name, { limit: MAX_ROWS });
  return Object.fromEntries(rows.filter(({ row }) => !row.retired).map(({ key, row }) => [key, row.index]));
}
