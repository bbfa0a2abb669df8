import { describe, expect, it } from '@jest/globals';
import { lineIn, lineKey } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import type { WorkRow } from '@quench/ports';
import { InMemoryWorkQueue } from '@quench/testing';
import { droppedLines, droppedWork, MAX_DROPPED, stillNeeded } from './dropped-work.js';

const at = '2026-01-01T00:00:00.000Z';
const row = (kind: string, key: string): WorkRow => ({
  ...{ kind, key, state: 'dropped', priority: 0, attempts: 1, wanted: 1, done: 0, notBefore: at, enqueuedAt: at },
});
const [newest, older] = [sha256('newest'), sha256('older')];
const archives = [{ ecosystem: 'deb', origin: 'Debian', suite: 'trixie' }];
const lineOf = (image: string) => lineIn({ image });
const needed = { lines: [lineOf('web')], recipes: [newest], archives, packages: ['pkg:npm/node'] };

describe('work that was dropped', () => {
  it.each([
    ['poll', 'deb/Debian/trixie'],
    ['verdict', 'web'],
    ['releases', 'pkg:npm/node'],
    ['lock', lineKey(lineOf('web'))],
    ['end', 'web/default'],
    ['build', newest],
  ])('is needed for what is in the catalog: %s %s', (kind, key) =>
    expect(stillNeeded([row(kind, key)], needed)).toHaveLength(1),
  );

  it.each([
    ['poll', 'deb/Debian/bookworm'],
    ['verdict', 'gone'],
    ['releases', 'pkg:npm/gone'],
    ['lock', lineKey(lineOf('gone'))],
    ['build', older],
  ])('is forgotten when nothing needs it any more: %s %s', (kind, key) =>
    expect(stillNeeded([row(kind, key)], needed)).toEqual([]),
  );

  const dropped = { service: 'watcher', kind: 'poll', key: 'deb/Debian/trixie', reason: 'the mirror is down.' };
  const remedy = 'quench queue retry poll deb/Debian/trixie';

  it('is told with its reason and what brings it back', () =>
    expect(droppedLines({ dropped: [{ ...dropped, remedy }], droppedUnread: [] })).toEqual([
      'dropped    watcher: poll deb/Debian/trixie: the mirror is down; it runs again with: quench queue retry poll deb/Debian/trixie',
    ]));

  it('is told in part where it is much', () => {
    const many = Array.from({ length: 12 }, () => ({ ...dropped, remedy }));
    const lines = droppedLines({ dropped: many, droppedUnread: ['builder'] });
    expect(lines.slice(10)).toEqual([
      'dropped    and 2 more; see: quench queue list',
      'dropped    builder has more than 10000 such items; of the others nothing is told here',
    ]);
  });

  it.each([
    [MAX_DROPPED, []],
    [MAX_DROPPED + 1, ['watcher']],
  ])('of %i items is known to be whole or not', async (items, droppedUnread) => {
    const wanted = Array.from({ length: items }, (_, n) => ({ kind: 'poll', key: String(n), priority: 0 }));
    const [full, empty] = [new InMemoryWorkQueue(), new InMemoryWorkQueue()];
    await full.enqueue(wanted, { causes: ['x'], correlationId: 'x' });
    for (const { kind, key } of wanted) await full.drop(kind, key, 'enough');
    const found = await droppedWork({ queue: (name) => Promise.resolve(name === 'watcher' ? full : empty) }, needed);
    expect(found).toEqual({ dropped: [], droppedUnread });
  });
});
