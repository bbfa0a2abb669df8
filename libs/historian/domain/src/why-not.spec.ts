import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { ArchivedEvent } from './archive.projection.js';
import { archivedEvent, imageBuilt, locked, lockedWithout } from './story.fixture.js';
import { whyNot, type Offer } from './why-not.js';

const asking = (version: string, offers: readonly Offer[] | undefined, events: readonly ArchivedEvent[]) =>
  whyNot({ image: 'web', name: 'libx', version, events, offers, isNewer: (some, than) => Number(some) > Number(than) });
const ask = (...events: readonly ArchivedEvent[]) => asking('2', undefined, events);
const channel = { repository: 'web', tag: 'latest' };
const index = sha256('image 2');

describe('why a release is not handed out', () => {
  it('is that no lock ever named it', () =>
    expect(ask(locked(1, '1'))).toMatchObject({ stage: 'not-locked', answer: 'no lock of web has ever named libx 2' }));

  it('says of a line without a lock that it has none', () =>
    expect(ask()).toMatchObject({ stage: 'not-locked', answer: 'web has no lock yet, and so none that names libx 2' }));

  it('is that it could not be resolved', () => {
    const failed = archivedEvent('builder.ResolutionFailed.v1', {
      image: 'web',
      code: 'unsatisfiable',
      detail: 'no y',
    });
    expect(ask(failed)).toMatchObject({ stage: 'failed', answer: expect.stringContaining('no y') });
    expect(ask(locked(1, '1'), failed)).toMatchObject({ stage: 'failed' });
  });

  it('is that it waits to be built, or could not be', () => {
    expect(ask(locked(2, '2'))).toMatchObject({ stage: 'not-built' });
    const failed = archivedEvent('builder.BuildFailed.v1', {
      recipe: sha256('2'),
      code: 'path-collision',
      detail: '/x',
    });
    expect(ask(locked(2, '2'), failed)).toMatchObject({ stage: 'failed', answer: expect.stringContaining('/x') });
  });

  it('is that its build was given up, and why', () => {
    const recipe = sha256('2');
    const given = { recipe, attempts: 5, code: 'disk-full', detail: 'no room' };
    const told = ask(locked(2, '2'), archivedEvent('builder.BuildAbandoned.v1', given));
    expect(told).toMatchObject({
      stage: 'failed',
      answer: expect.stringContaining('5 attempts (disk-full): no room'),
    });
    const older = ask(locked(2, '2'), archivedEvent('builder.BuildAbandoned.v1', { recipe, attempts: 5 }));
    expect(older).toMatchObject({ stage: 'failed', answer: expect.stringMatching(/5 attempts$/) });
  });

  it('is the test that failed, with its log', () => {
    const test = sha256('probe');
    const run = archivedEvent('tester.TestFailed.v1', {
      test,
      name: 'probe',
      manifest: sha256('m'),
      log: sha256('log'),
    });
    const children = [
      { platform: 'linux/amd64', tests: [{ name: 'probe', outcome: 'failed', detail: 'status 500', test }] },
    ];
    const rejected = archivedEvent('tester.ImageRejected.v1', { image: 'web', index, children });
    const found = ask(locked(2, '2'), imageBuilt(2, 'image 2'), run, rejected);
    expect(found.stage).toBe('rejected');
    expect(found.answer).toBe(`linux/amd64 probe failed: status 500; log ${sha256('log')}`);
    expect(found.evidence.map(({ type }) => type)).toContain('tester.TestFailed.v1');
  });

  it('is that the distributor refused it', () => {
    const approved = archivedEvent('tester.ImageApproved.v1', { image: 'web', index, children: [] });
    const refused = archivedEvent('distributor.PublicationRefused.v1', {
      image: 'web',
      index,
      code: 'signature-invalid',
      detail: 'x',
    });
    expect(ask(locked(2, '2'), imageBuilt(2, 'image 2'), approved, refused)).toMatchObject({
      stage: 'not-published',
      answer: expect.stringContaining('signature-invalid'),
    });
  });

  it('is a rollback, until that is thawed', () => {
    const moved = archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision: 2, to: index });
    const back = archivedEvent('distributor.ChannelRolledBack.v1', {
      ...channel,
      to: sha256('image 1'),
      reason: 'slow',
    });
    const story = [locked(2, '2'), imageBuilt(2, 'image 2'), moved, back];
    expect(ask(...story)).toMatchObject({ stage: 'frozen', answer: expect.stringContaining('slow') });
    const thawed = [...story, archivedEvent('distributor.ChannelThawed.v1', channel)];
    expect(ask(...thawed)).toMatchObject({ stage: 'not-published' });
    expect(ask(...thawed, moved)).toMatchObject({ stage: 'published' });
  });

  it('is no freeze of a channel that hands it out', () => {
    const moved = archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision: 2, to: index });
    const frozen = archivedEvent('distributor.ChannelFrozen.v1', { ...channel, reason: 'looking' });
    expect(ask(locked(2, '2'), imageBuilt(2, 'image 2'), moved, frozen)).toMatchObject({ stage: 'published' });
  });

  it('is the freeze of one channel, whatever was thawed on another', () => {
    const stable = { repository: 'web', tag: 'stable' };
    const story = [
      locked(2, '2'),
      imageBuilt(2, 'image 2'),
      archivedEvent('distributor.ChannelFrozen.v1', { ...channel, reason: 'looking' }),
      archivedEvent('distributor.ChannelFrozen.v1', { ...stable, reason: 'holidays' }),
      archivedEvent('distributor.ChannelThawed.v1', channel),
    ];
    expect(ask(...story)).toMatchObject({ stage: 'frozen', answer: 'web:stable was frozen: holidays' });
    const retired = archivedEvent('distributor.ChannelRetired.v1', stable);
    const moved = archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision: 2, to: index });
    expect(ask(...story, retired, moved)).toMatchObject({ stage: 'published' });
  });

  it('is that its channel was retired, until it moves again', () => {
    const moved = (revision: number) =>
      archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision, to: index });
    const story = [locked(2, '2'), imageBuilt(2, 'image 2'), moved(2)];
    const retired = [...story, archivedEvent('distributor.ChannelRetired.v1', channel)];
    expect(ask(...retired)).toMatchObject({ stage: 'not-published', answer: 'web:latest was retired' });
    expect(ask(...retired, moved(3))).toMatchObject({ stage: 'published' });
  });

  const taken = archivedEvent('watcher.ArchiveSnapshotTaken.v1', { source: { origin: 'Debian', suite: 'trixie' } });
  const offer = (version: string): Offer => ({ archive: 'Debian trixie', version, snapshot: taken });
  const moved = (revision: number) =>
    archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision, to: sha256(`image ${String(revision)}`) });

  it('is that no archive offers it', () => {
    expect(asking('9', [offer('1')], [locked(1, '1')])).toMatchObject({
      stage: 'not-offered',
      answer: 'no archive offers libx 9; Debian trixie has 1',
      evidence: [taken],
    });
    expect(asking('9', [], [locked(1, '1')])).toMatchObject({ answer: 'no archive offers libx 9; none has any libx' });
    expect(asking('9', [offer('9')], [locked(1, '1')])).toMatchObject({ stage: 'not-locked' });
  });

  it('is that a newer one is handed out, whether or not it ever was', () => {
    const story = [locked(1, '2'), imageBuilt(1, 'image 1'), moved(1), locked(2, '3'), imageBuilt(2, 'image 2')];
    expect(asking('2', [offer('3')], story)).toMatchObject({ stage: 'published' });
    const published = [...story, moved(2)];
    expect(asking('2', [offer('3')], published)).toMatchObject({
      stage: 'superseded',
      answer: expect.stringContaining('libx 3 took its place in revision 2: web:latest moved to '),
    });
    expect(asking('1', [offer('3')], published)).toMatchObject({
      stage: 'superseded',
      answer: expect.stringContaining('web has libx 3, which is newer: web:latest moved to '),
    });
    expect(asking('3', [offer('3')], published)).toMatchObject({ stage: 'published' });
    expect(asking('1', [offer('3')], [locked(1, '3')])).toMatchObject({ stage: 'not-offered' });
  });
});

describe('a package that a revision dropped', () => {
  const anyVersion = (...events: readonly ArchivedEvent[]) =>
    whyNot({ image: 'web', name: 'libx', events, offers: undefined, isNewer: (some, than) => some > than });
  const imageOf = (revision: number) => sha256(`image ${String(revision)}`);
  const moved = (revision: number) =>
    archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision, to: imageOf(revision) });
  const built = (revision: number) => imageBuilt(revision, `image ${String(revision)}`);
  const rejected = (revision: number) =>
    archivedEvent('tester.ImageRejected.v1', { image: 'web', index: imageOf(revision), children: [] });
  const brought = locked(1, '2');
  const gone = lockedWithout(2, 'packages', 'definition');
  const handedOut = [brought, built(1), moved(1)];
  const told = {
    stage: 'dropped',
    answer: 'revision 2 dropped libx: the definition changed',
    evidence: [brought, gone],
  };

  it('is dropped, whichever version was asked about', () => {
    const story = [...handedOut, gone, built(2), moved(2)];
    expect(anyVersion(...story)).toMatchObject(told);
    expect(asking('2', undefined, story)).toMatchObject(told);
    expect(asking('1', undefined, story)).toMatchObject(told);
    expect(asking('9', undefined, story)).toMatchObject(told);
    expect(asking('9', [], story)).toMatchObject({ stage: 'not-offered' });
  });

  it('is dropped, although the one revision that had it was rejected', () => {
    expect(anyVersion(brought, built(1), rejected(1), gone, built(2), moved(2))).toMatchObject(told);
    expect(ask(brought, built(1), rejected(1), gone)).toMatchObject(told);
  });

  it('is dropped by the archives where the definition is the same', () =>
    expect(anyVersion(...handedOut, lockedWithout(2, 'packages'), built(2), moved(2))).toMatchObject({
      answer: 'revision 2 dropped libx: nothing in the image needs it any more',
    }));

  it('is published while a channel hands out a revision with it', () => {
    expect(anyVersion(...handedOut, gone, built(2), rejected(2))).toMatchObject({ stage: 'published' });
    const back = archivedEvent('distributor.ChannelRolledBack.v1', { ...channel, to: imageOf(1), reason: 'slow' });
    expect(anyVersion(...handedOut, gone, built(2), moved(2), back)).toMatchObject({
      stage: 'published',
      answer: expect.stringContaining('slow'),
      evidence: [brought, { type: 'builder.ImageBuilt.v1' }, back],
    });
  });

  it('is published again by the revision that brings it back', () => {
    const again = locked(3, '2');
    const story = [...handedOut, gone, built(2), moved(2), again, built(3)];
    expect(anyVersion(...story)).toMatchObject({ stage: 'not-published' });
    expect(anyVersion(...story, moved(3))).toMatchObject({ stage: 'published', evidence: [again, {}, {}] });
  });
});

describe('a package that later revisions keep', () => {
  const kept = (revision: number) =>
    archivedEvent('builder.LockResolved.v1', {
      ...{ image: 'web', revision, packages: 3, reasons: ['definition'], changes: [] },
      recipes: [{ platform: 'linux/amd64', recipe: sha256(`kept ${String(revision)}`) }],
    });
  const rejected = archivedEvent('tester.ImageRejected.v1', { image: 'web', index: sha256('image 1'), children: [] });
  const story = [locked(1, '2'), imageBuilt(1, 'image 1'), rejected, kept(2)];

  it('is where the newest of them is, whatever became of the one that brought it', () => {
    expect(ask(...story)).toMatchObject({ stage: 'not-built' });
    expect(ask(...story, imageBuilt(2, 'image 2'))).toMatchObject({ stage: 'not-published' });
    const moved = archivedEvent('distributor.ChannelMoved.v1', { ...channel, revision: 2, to: index });
    expect(ask(...story, imageBuilt(2, 'image 2'), moved)).toMatchObject({ stage: 'published' });
  });
});
