import { beforeEach, expect, it } from '@jest/globals';
import { contracts } from '@quench/contracts';
import { archived, eventsModel } from '@quench/historian-domain';
import type { Recorded } from '@quench/kernel';
import { InMemoryReadModels, InMemoryTransactor, testContext } from '@quench/testing';
import { allOfType, ArchivedEvents } from './archived-events.js';

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

let models: InMemoryReadModels;
let events: ArchivedEvents;

const keep = async (...rows: readonly Recorded[]): Promise<void> => {
  const kept = new Map(rows.map((row) => [row.id, archived(row)]));
  await new InMemoryTransactor().run((tx) => models.writer.write(eventsModel('watcher'), kept, tx));
};

beforeEach(async () => {
  models = new InMemoryReadModels();
  events = new ArchivedEvents(models, later);
  await keep(
    event('old', 'watcher.ArchiveUnreachable.v1', { suite: 'trixie' }),
    event('new', NEWEST, { suite: 'bookworm', since: 'today' }),
    event('other', 'watcher.ArchiveStale.v1', { suite: 'trixie' }),
  );
});

it('reads events that were archived in a retired version in the newest, and others as they are', async () => {
  await keep(event('newer', 'watcher.ArchiveUnreachable.v3', { suites: [] }));
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

it.each([3, 22])('refuses to tell a part of a type of which there are events in version %i', async (version) => {
  await keep(event('newer', `watcher.ArchiveUnreachable.v${String(version)}`, { suites: [] }));
  await expect(events.ofType('watcher', NEWEST).next()).rejects.toMatchObject({ code: 'history-newer' });
  expect((await events.ofType('watcher', 'watcher.ArchiveStale.v1').next()).value).toMatchObject({ id: 'other' });
});

it('finds one type among events, and refuses to where one of them is of a later version', () => {
  const taken = archived(event('a', 'watcher.ArchiveSnapshotTaken.v1', {}));
  const newer = archived(event('b', 'watcher.ArchiveSnapshotTaken.v2', {}));
  const other = archived(event('c', 'watcher.ArchiveStale.v2', {}));
  expect(allOfType([taken, other], 'watcher.ArchiveSnapshotTaken.v1')).toEqual([taken]);
  expect(() => allOfType([taken, newer], 'watcher.ArchiveSnapshotTaken.v1')).toThrow('ask that one');
});
