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

const before = [locked(1, '1'), imageBuilt(1, 'image 1'), moved(older, 1)];
const failed = archivedEvent('builder.BuildFailed.v1', { recipe: sha256('2'), code: 'path-collision', detail: '/x' });

it('is why the newest lock could not be built, until that is overcome', () => {
  const lock = locked(2, '2');
  expect(mostTelling([lock, failed], 'web')).toBe(failed);
  const built = archivedEvent('builder.ManifestBuilt.v1', { recipe: sha256('2') });
  expect(mostTelling([lock, failed, built], 'web')).toBe(built);
  const next = locked(3, '3');
  expect(mostTelling([lock, failed, next], 'web')).toBe(next);
});

it('is for an image why the newest lock could not be built, although a revision before is handed out', () => {
  expect(mostTelling([...before, locked(2, '2'), failed], 'web')).toBe(failed);
  expect(mostTelling([...before, locked(2, '2'), failed], 'web:latest')).toBe(before.at(-1));
  expect(mostTelling([...before, locked(2, '2'), failed, locked(3, '3')], 'web')).toBe(before.at(-1));
});

it('is for an image why it could not be resolved, until it can be', () => {
  const unresolved = archivedEvent('builder.ResolutionFailed.v1', { image: 'web', code: 'unsatisfiable', detail: 'x' });
  expect(mostTelling([...before, unresolved], 'web')).toBe(unresolved);
  expect(mostTelling([...before, unresolved], 'web:latest')).toBe(before.at(-1));
  expect(mostTelling([...before, locked(2, '2'), failed, unresolved], 'web')).toBe(unresolved);
  const recovered = archivedEvent('builder.ResolutionRecovered.v1', { image: 'web', revision: 1 });
  expect(mostTelling([...before, unresolved, recovered], 'web')).toBe(before.at(-1));
  expect(mostTelling([...before, unresolved, locked(2, '2')], 'web')).toBe(before.at(-1));
});

it('is for an image why its newest revision was rejected, until another verdict or lock', () => {
  const verdict = (type: string, index: string) => archivedEvent(type, { image: 'web', index, children: [] });
  const rejected = verdict('tester.ImageRejected.v1', newer);
  const story = [...before, locked(2, '2'), imageBuilt(2, 'image 2'), rejected];
  expect(mostTelling(story, 'web')).toBe(rejected);
  expect(mostTelling(story, 'web:latest')).toBe(before.at(-1));
  expect(mostTelling([...story, verdict('tester.ImageApproved.v1', newer)], 'web')).toBe(before.at(-1));
  expect(mostTelling([...story, locked(3, '3')], 'web')).toBe(before.at(-1));
});

it('is for an image nothing of another one whose packages have its name', () => {
  const lock = locked(2, '2');
  const other = archivedEvent('builder.LockResolved.v1', {
    image: 'proxy',
    recipes: [{ platform: 'linux/amd64', recipe: sha256('proxy') }],
    changes: [{ kind: 'updated', name: 'web', from: '1', to: '2', fixed: [], lost: [] }],
  });
  expect(mostTelling([lock, failed, other], 'web')).toBe(failed);
  expect(mostTelling([lock, other], 'web')).toBe(lock);
  expect(mostTelling([other], 'web')).toBe(other);
});

it('is nothing where nothing tells', () => {
  expect(mostTelling([archivedEvent('watcher.ArchiveRecovered.v1', {})], 'web')).toBeUndefined();
});
