import { describe, expect, it } from '@jest/globals';
import type { ImageBuilt, LockEvent, LockResolved } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { lock, wereLocked } from './lock.decider.js';

const line = { image: 'nginx', versionStream: 'default', variant: 'prod' };
const data = (recipe: string, revision = 1, channels: readonly string[] = ['latest']): LockResolved => ({
  ...line,
  revision,
  definition: sha256('definition'),
  lock: sha256(`lock of ${recipe}`),
  recipes: [{ platform: 'linux/amd64', recipe: sha256(recipe) }],
  version: '1.26',
  channels,
  packages: 1,
  snapshots: [sha256('snapshot')],
  changes: [],
  reasons: ['first'],
  plugin: 'deb/1',
});
const resolved = (recipe: string, revision: number): LockEvent => ({
  type: 'builder.LockResolved.v1',
  data: data(recipe, revision),
});
const image = (revision: number): ImageBuilt => ({
  ...line,
  revision,
  index: sha256('index'),
  platforms: [],
  sizeBytes: 1,
});
const built = (revision: number): LockEvent => ({ type: 'builder.ImageBuilt.v1', data: image(revision) });
const failure = {
  ...line,
  definition: sha256('definition'),
  code: 'unsatisfiable',
  detail: 'x',
  chain: [],
  snapshots: [],
};

describe('a lock', () => {
  it('is resolved as revision 1', () =>
    given(lock)
      .when({ type: 'Resolve', data: data('a') })
      .then(resolved('a', 1)));

  it('is not resolved again while its recipes stay', () =>
    given(lock, [resolved('a', 1)])
      .when({ type: 'Resolve', data: data('a', 2) })
      .thenNothing());

  it('gets a higher revision when an old recipe comes back', () =>
    given(lock, [resolved('a', 1), resolved('b', 2)])
      .when({ type: 'Resolve', data: data('a', 3) })
      .then(resolved('a', 3)));

  it('on another lock of its parent is told once, where its recipes stay', () => {
    const from = { ...line, image: 'base', revision: 2, lock: sha256('parent') };
    const older = { ...from, revision: 1, lock: sha256('older parent') };
    const first: LockEvent = { type: 'builder.LockResolved.v1', data: { ...data('a'), from: older } };
    const followed: LockEvent = { type: 'builder.ParentFollowed.v1', data: { ...line, revision: 1, from } };
    const resolve = { type: 'Resolve', data: { ...data('a', 2), from } } as const;
    given(lock, [first]).when(resolve).then(followed);
    given(lock, [first, followed]).when(resolve).thenNothing();
    given(lock, [{ ...first, data: { ...data('a'), from } }])
      .when(resolve)
      .thenNothing();
  });

  it('that could not be resolved has recovered once the old recipe is possible again', () => {
    const failed: LockEvent = { type: 'builder.ResolutionFailed.v1', data: failure };
    const recovered: LockEvent = { type: 'builder.ResolutionRecovered.v1', data: { ...line, revision: 1 } };
    given(lock, [resolved('a', 1), failed])
      .when({ type: 'Resolve', data: data('a', 2) })
      .then(recovered);
    given(lock, [resolved('a', 1), failed, recovered])
      .when({ type: 'Resolve', data: data('a', 2) })
      .thenNothing();
  });

  it('numbers revisions itself', () =>
    given(lock, [resolved('a', 1)])
      .when({ type: 'Resolve', data: data('b', 7) })
      .then(resolved('b', 2)));

  it('lets channels follow without a new revision', () =>
    given(lock, [resolved('a', 1)])
      .when({ type: 'Resolve', data: data('a', 2, ['1', 'latest']) })
      .then({ type: 'builder.ChannelsAssigned.v1', data: { ...line, revision: 1, channels: ['1', 'latest'] } }));

  it('that stays lets go of channels that another line has and that are not named for it any more, and gets none', () => {
    const first: LockEvent = { type: 'builder.LockResolved.v1', data: data('a', 1, ['1', 'latest']) };
    const taken = ['latest', 'lts'];
    const letGo = (...channels: readonly string[]) => ({ type: 'LetGo', line, channels, taken }) as const;
    given(lock, [first])
      .when(letGo('1', '2'))
      .then({ type: 'builder.ChannelsAssigned.v1', data: { ...line, revision: 1, channels: ['1'] } });
    given(lock, [first])
      .when(letGo('2', 'latest', '1'))
      .thenNothing();
    // Nobody else has `1`, so nobody would hand it out.
    given(lock, [first]).when(letGo('latest')).thenNothing();
    given(lock, []).when(letGo('1')).thenNothing();
  });

  it('stays when resolution fails, and tells a failure once', () => {
    const failed: LockEvent = { type: 'builder.ResolutionFailed.v1', data: failure };
    given(lock, [resolved('a', 1)])
      .when({ type: 'Fail', data: failure })
      .then(failed);
    given(lock, [resolved('a', 1), failed])
      .when({ type: 'Fail', data: failure })
      .thenNothing();
    given(lock, [failed, resolved('a', 1)])
      .when({ type: 'Fail', data: failure })
      .then(failed);
  });
});

describe('recipes', () => {
  const [a, b] = [data('a').recipes, data('b').recipes];

  it('were locked when earlier locks named each of them', () => {
    const events = [resolved('a', 1), built(1), resolved('b', 2)];
    expect([wereLocked(a, events), wereLocked([...a, ...b], events)]).toEqual([true, true]);
    expect([wereLocked([...a, ...b], [resolved('a', 1)]), wereLocked(a, [])]).toEqual([false, false]);
  });
});

describe('an image', () => {
  it('is complete once', () => {
    given(lock, [resolved('a', 1)])
      .when({ type: 'CompleteImage', data: image(1) })
      .then(built(1));
    given(lock, [resolved('a', 1), built(1)])
      .when({ type: 'CompleteImage', data: image(1) })
      .thenNothing();
  });

  it('of a superseded revision is not recorded', () =>
    given(lock, [resolved('a', 1), resolved('b', 2)])
      .when({ type: 'CompleteImage', data: image(1) })
      .thenNothing());

  it('is recorded for each revision that has its bytes', () =>
    given(lock, [resolved('a', 1), built(1), resolved('b', 2), resolved('a', 3)])
      .when({ type: 'CompleteImage', data: image(3) })
      .then(built(3)));
});
