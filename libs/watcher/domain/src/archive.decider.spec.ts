import { describe, it } from '@jest/globals';
import type { ArchiveEvent, ArchiveSnapshotTaken } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { given } from '@quench/testing';
import { archive } from './archive.decider.js';

const source = { ecosystem: 'deb', origin: 'Debian', suite: 'trixie' };
const snapshot = (signed: string): ArchiveSnapshotTaken => ({
  source,
  signed: sha256(signed),
  date: '2026-01-01T00:00:00Z',
  freshness: 'checked',
  signedBy: ['AB'],
  indexes: [],
  changes: { added: 1, updated: 0, removed: 0, list: sha256('list') },
  plugin: 'deb/1',
});
const taken = (signed: string): ArchiveEvent => ({ type: 'watcher.ArchiveSnapshotTaken.v1', data: snapshot(signed) });
const unreachable: ArchiveEvent = { type: 'watcher.ArchiveUnreachable.v1', data: { source, detail: 'refused' } };
const recovered: ArchiveEvent = { type: 'watcher.ArchiveRecovered.v1', data: { source } };
const rejected: ArchiveEvent = {
  type: 'watcher.ArchiveRejected.v1',
  data: { source, code: 'not-authentic', detail: 'no good signature' },
};

describe('an archive', () => {
  it('that changed is a snapshot', () =>
    given(archive)
      .when({ type: 'Changed', source, data: snapshot('a') })
      .then(taken('a')));

  it('that did not change is nothing', () => {
    given(archive, [taken('a')])
      .when({ type: 'Changed', source, data: snapshot('a') })
      .thenNothing();
    given(archive, [taken('a')])
      .when({ type: 'Unchanged', source })
      .thenNothing();
  });

  it('that is the same for one more platform is told', () => {
    const index = { path: 'Packages', platform: 'linux/arm64', digest: sha256('a'), plainDigest: sha256('b') };
    const data = { ...snapshot('a'), indexes: [index] };
    given(archive, [taken('a')])
      .when({ type: 'Changed', source, data })
      .then({ type: 'watcher.ArchiveSnapshotTaken.v1', data });
  });

  it('has a snapshot disowned once, and is told again although it is the same', () => {
    const disown = { type: 'Disown', source, signed: sha256('a'), detail: 'forged' } as const;
    const data = { source, signed: sha256('a'), detail: 'forged' };
    const disowned: ArchiveEvent = { type: 'watcher.ArchiveSnapshotDisowned.v1', data };
    given(archive, [taken('a')])
      .when(disown)
      .then(disowned);
    given(archive, [taken('a'), disowned])
      .when(disown)
      .thenNothing();
    given(archive, [taken('b'), taken('a'), disowned])
      .when({ type: 'Changed', source, data: snapshot('b') })
      .then(taken('b'));
  });

  it('that does not answer is told once, in whatever words', () => {
    given(archive).when({ type: 'Unreachable', source, detail: 'refused' }).then(unreachable);
    given(archive, [unreachable]).when({ type: 'Unreachable', source, detail: 'timed out' }).thenNothing();
  });

  it('that is stale is told once, whatever the time of the question', () => {
    const stale = { type: 'Stale', source } as const;
    given(archive)
      .when({ ...stale, detail: 'it is noon' })
      .then({ type: 'watcher.ArchiveStale.v1', data: { source, detail: 'it is noon' } });
    given(archive, [{ type: 'watcher.ArchiveStale.v1', data: { source, detail: 'it is noon' } }])
      .when({ ...stale, detail: 'it is one' })
      .thenNothing();
  });

  it('that answers again has recovered before anything else', () => {
    given(archive, [taken('a'), unreachable])
      .when({ type: 'Unchanged', source })
      .then(recovered);
    given(archive, [taken('a'), unreachable])
      .when({ type: 'Changed', source, data: snapshot('b') })
      .then(recovered, taken('b'));
  });

  it('that is forged is rejected, and keeps its last snapshot', () => {
    const command = { type: 'Rejected', source, code: 'not-authentic', detail: 'no good signature' } as const;
    given(archive, [taken('a')])
      .when(command)
      .then(rejected);
    given(archive, [taken('a'), rejected])
      .when(command)
      .thenNothing();
  });

  it('that goes from one trouble to another tells the new one', () =>
    given(archive, [unreachable])
      .when({ type: 'Throttled', source, retryAfterMs: 5 })
      .then({ type: 'watcher.ArchiveThrottled.v1', data: { source, retryAfterMs: 5 } }));
});
