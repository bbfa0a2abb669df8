import { describe, expect, it } from '@jest/globals';
import { causeTree, treeLines } from './cause-tree.js';
import type { ArchivedEvent } from './archive.projection.js';
import { archivedEvent } from './story.fixture.js';

describe('a tree of causes', () => {
  it('tells an event once, and names what is not kept', () => {
    const root = archivedEvent('a', {});
    const left = archivedEvent('b', {}, [root]);
    const right = archivedEvent('c', {}, [root, { ...root, id: 'gone' }]);
    const top = archivedEvent('d', {}, [left, right]);
    const tree = causeTree(top, new Map([root, left, right].map((event) => [event.id, event])), 'x');
    expect(treeLines(tree, ({ type }) => type)).toEqual([
      'd',
      '├─ c (1 cause not in the archive)',
      '│  └─ a',
      '└─ b',
      '   └─ a (see above)',
    ]);
    expect(tree.causes[0]?.missing).toEqual(['gone']);
  });

  const definition = (image: string) => archivedEvent('builder.DefinitionAccepted.v1', { image });
  const lock = (image: string, cause: ArchivedEvent) => archivedEvent('builder.LockResolved.v1', { image }, [cause]);
  const linesOf = (root: ArchivedEvent, ...ancestors: readonly ArchivedEvent[]) =>
    askedLinesOf('web', root, ...ancestors);
  const askedLinesOf = (subject: string, root: ArchivedEvent, ...ancestors: readonly ArchivedEvent[]) =>
    treeLines(causeTree(root, new Map(ancestors.map((event) => [event.id, event])), subject), ({ type, data }) =>
      [type.split('.')[1], ...Object.values(data)].join(' '),
    );

  it('leaves out under a snapshot what other images wanted it for, and says how much', () => {
    const [web, other, third] = [definition('web'), definition('other'), definition('third')];
    const snapshot = archivedEvent('watcher.ArchiveSnapshotTaken.v1', {}, [web, other, third]);
    expect(linesOf(lock('web', snapshot), snapshot, web, other, third)).toEqual([
      'LockResolved web',
      '└─ ArchiveSnapshotTaken (2 causes of other images left out)',
      '   └─ DefinitionAccepted web',
    ]);
    const older = archivedEvent('watcher.ArchiveSnapshotTaken.v1', {}, [other]);
    expect(linesOf(lock('web', older), older, other)).toEqual([
      'LockResolved web',
      '└─ ArchiveSnapshotTaken (1 cause of other images left out)',
    ]);
  });

  it('tells of the parent that a derived image was locked on', () => {
    const [parent, other, web] = [
      lock('base', definition('base')),
      lock('other', definition('other')),
      definition('web'),
    ];
    const told = archivedEvent('builder.LockResolved.v1', { image: 'web', from: { image: 'base' } }, [
      parent,
      other,
      web,
    ]);
    const tree = causeTree(told, new Map([parent, other, web].map((event) => [event.id, event])), 'web');
    expect(tree.causes.map(({ event }) => event.data)).toEqual(expect.arrayContaining([parent.data, web.data]));
    expect([tree.causes.length, tree.others]).toEqual([2, 1]);
  });

  it('is of the image that was asked about, where the event names none', () => {
    const [web, other] = [definition('web'), definition('other')];
    const snapshot = archivedEvent('watcher.ArchiveSnapshotTaken.v1', {}, [web, other]);
    const own = lock('web', snapshot);
    const failed = archivedEvent('builder.BuildFailed.v1', {}, [own]);
    const story = [own, snapshot, web, other];
    expect(askedLinesOf('web', failed, ...story).join()).toContain('1 cause of other images left out');
    expect(askedLinesOf('sha256:0', failed, ...story).join()).toContain('DefinitionAccepted other');
  });

  it('tells of another image where that is all that led here', () => {
    const [web, other] = [lock('web', definition('web')), lock('other', definition('other'))];
    const shared = archivedEvent('builder.ManifestBuilt.v1', {}, [other, web]);
    const image = archivedEvent('builder.ImageBuilt.v1', { image: 'web' }, [shared]);
    expect(linesOf(image, shared, web, other)[2]).toMatch(/LockResolved web/);
    const before = archivedEvent('builder.ManifestBuilt.v1', {}, [other]);
    const reused = archivedEvent('builder.ImageBuilt.v1', { image: 'web' }, [before]);
    expect(linesOf(reused, before, other)[2]).toMatch(/LockResolved other/);
  });
});
