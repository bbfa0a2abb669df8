import { expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { mostTelling } from './most-telling.js';
import { archivedEvent, imageBuilt, locked } from './story.fixture.js';

const [older, newer] = [sha256('image 1'), sha256('image 2')];
const channel = { repository: 'web', tag: 'latest' };
const moved = (to: string, revision: number) =>
  archivedEvent('distributor.ChannelMoved.v1', { ...channel, to, revision, publication: `1-r${String(revision)}` });
const rolledBack = archivedEvent('distributor.ChannelRolledBack.v1', {
  ...channel,
  from: newer,
  to: older,
  reason: 'x',
});

it('is what points a channel at it, before what tested or built it', () => {
  const move = moved(newer, 2);
  expect(mostTelling([locked(2, '2'), imageBuilt(2, 'image 2'), move], 'web')).toBe(move);
});

it('is the newest of what pointed the channel, whether that was a rollback or a move', () => {
  const again = moved(newer, 2);
  expect(mostTelling([moved(newer, 2), rolledBack], 'web')).toBe(rolledBack);
  expect(mostTelling([rolledBack, again], 'web')).toBe(again);
});

it('is for a digest only what pointed a channel at that digest', () => {
  const move = moved(newer, 2);
  expect(mostTelling([move, rolledBack], newer)).toBe(move);
  expect(mostTelling([move, rolledBack], older)).toBe(rolledBack);
});

it('is the newest verdict while no channel points at it', () => {
  const rejected = archivedEvent('tester.ImageRejected.v1', { image: 'web', index: newer, children: [] });
  const approved = archivedEvent('tester.ImageApproved.v1', { image: 'web', index: newer });
  expect(mostTelling([rejected, approved], 'web')).toBe(approved);
});

it('is why the newest lock could not be built, until that is overcome', () => {
  const failed = archivedEvent('builder.BuildFailed.v1', { recipe: sha256('2'), code: 'path-collision', detail: '/x' });
  const lock = locked(2, '2');
  expect(mostTelling([lock, failed], 'web')).toBe(failed);
  const built = archivedEvent('builder.ManifestBuilt.v1', { recipe: sha256('2') });
  expect(mostTelling([lock, failed, built], 'web')).toBe(built);
  const next = locked(3, '3');
  expect(mostTelling([lock, failed, next], 'web')).toBe(next);
  const move = moved(older, 1);
  expect(mostTelling([move, lock, failed], 'web')).toBe(move);
});

it('is nothing where nothing tells', () => {
  expect(mostTelling([archivedEvent('watcher.ArchiveRecovered.v1', {})], 'web')).toBeUndefined();
});
