import { expect, it } from '@jest/globals';
import type { ArchivedAs } from './known-event.js';
import { offersOf } from './offers.js';
import { archivedEvent } from './story.fixture.js';

const snapshot = (suite: string) =>
  archivedEvent('watcher.ArchiveSnapshotTaken.v1', {
    source: { ecosystem: 'deb', origin: 'Debian', suite },
  }) as ArchivedAs<'watcher.ArchiveSnapshotTaken.v1'>;

it('is the newest that each archive brought and did not take away', () => {
  const [first, second, updates] = [snapshot('trixie'), snapshot('trixie'), snapshot('trixie-updates')];
  expect(
    offersOf([
      { snapshot: first, to: '1' },
      { snapshot: updates, to: '3' },
      { snapshot: second, to: '2' },
    ]),
  ).toEqual([
    { archive: 'Debian trixie', version: '2', snapshot: second },
    { archive: 'Debian trixie-updates', version: '3', snapshot: updates },
  ]);
  expect(
    offersOf([
      { snapshot: first, to: '1' },
      { snapshot: second, to: undefined },
    ]),
  ).toEqual([]);
});
