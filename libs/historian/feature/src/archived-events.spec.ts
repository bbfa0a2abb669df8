import { beforeEach, expect, it } from '@jest/globals';
import { contracts } from '@quench/contracts';
import { archived, eventsModel } from '@quench/historian-domain';
import type { Recorded } from '@quench/kernel';
import { InMemoryReadModels, InMemoryTransactor, testContext } from '@quench/testing';
import { ArchivedEvents } from './archived-events.js';

const NEWEST = 'watcher.ArchiveUnreachable.v2';

/** A later version of Quench: what is unreachable is told with a word more. */
const later = {
  ...contracts,
  knows: (type: string) => type === NEWEST,
  upcasters: {
    'watcher.ArchiveUnreachable.v1': (data: { readonly suite: string }) => ({
      type: NEWEST,
      data: { ...data, since: 'unknown' },
    }),
  },
};

const event = (id: string, type: string, data: object): Recorded => {
  const { occurredAt, ...context } = testContext(id);
  const place = { epoch: 1, globalSeq: 1, sequencedAt: occurredAt, version: 1 };
  return { id, type, stream: 'watcher.archive/a', occurredAt, producer: 'watcher/1', ...place, ...context, data };
};

const models = new InMemoryReadModels();
const events = new ArchivedEvents(models, later);

beforeEach(async () => {
  const rows = [
    event('old', 'watcher.ArchiveUnreachable.v1', { suite: 'trixie' }),
    event('new', NEWEST, { suite: 'bookworm', since: 'today' }),
    event('other', 'watcher.ArchiveStale.v1', { suite: 'trixie' }),
    event('newer', 'watcher.ArchiveUnreachable.v3', { suites: [] }),
  ];
  const kept = new Map(rows.map((row) => [row.id, archived(row)]));
  await new InMemoryTransactor().run((tx) => models.writer.write(eventsModel('watcher'), kept, tx));
});

it('reads events that were archived in a retired version in the newest, and others as they are', async () => {
  const found = await events.getMany('watcher', ['old', 'new', 'newer', 'none']);
  expect([...found.values()]).toMatchObject([
    { id: 'old', type: NEWEST, data: { suite: 'trixie', since: 'unknown' } },
    { id: 'new', type: NEWEST, data: { suite: 'bookworm', since: 'today' } },
    { id: 'newer', type: 'watcher.ArchiveUnreachable.v3', data: { suites: [] } },
  ]);
});

it('finds all versions of a type, and nothing of another', async () => {
  const found: string[] = [];
  for await (const { id, type } of events.ofType('watcher', NEWEST)) found.push(`${id} ${type}`);
  expect(found.sort()).toEqual([`new ${NEWEST}`, `old ${NEWEST}`]);
});
