import 'reflect-metadata';
import { describe, it } from '@jest/globals';
import { lineParts, MAIN_LINE, type ChannelEvent, type LineOfImage } from '@quench/contracts';
import { given } from '@quench/testing';
import { channelDecider, type ChannelCommand } from './channel.decider.js';

const channel = { repository: 'nginx', tag: 'latest' };
const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

const publication = (revision: number): string => `1.26-r${String(revision)}`;
const moved = (to: string, revision: number, from?: string): ChannelEvent => ({
  type: 'distributor.ChannelMoved.v1',
  data: { ...channel, ...(from === undefined ? {} : { from }), to, revision, publication: publication(revision) },
});
const rolledBack = (from: string, to: string): ChannelEvent => ({
  type: 'distributor.ChannelRolledBack.v1',
  data: { ...channel, from, to, reason: 'broken' },
});
const frozen: ChannelEvent = { type: 'distributor.ChannelFrozen.v1', data: { ...channel, reason: 'audit' } };
const thawed: ChannelEvent = { type: 'distributor.ChannelThawed.v1', data: channel };
const retired: ChannelEvent = { type: 'distributor.ChannelRetired.v1', data: channel };

const follow = (index: string, revision: number): ChannelCommand => ({
  type: 'FollowHead',
  channel,
  line: MAIN_LINE,
  index,
  revision,
  publication: publication(revision),
});
const rollBack = (to: string): ChannelCommand => ({ type: 'RollBack', channel, to, reason: 'broken' });
const freeze: ChannelCommand = { type: 'Freeze', channel, reason: 'audit' };
const thaw: ChannelCommand = { type: 'Thaw', channel };
const retire: ChannelCommand = { type: 'Retire', channel, line: MAIN_LINE };

describe('a channel', () => {
  it('moves to the image of its first head', () => given(channelDecider, []).when(follow(A, 1)).then(moved(A, 1)));

  it('moves to the image of a newer revision', () =>
    given(channelDecider, [moved(A, 1)])
      .when(follow(B, 2))
      .then(moved(B, 2, A)));

  it('moves back to an older image when a newer revision has it', () =>
    given(channelDecider, [moved(A, 1), moved(B, 2, A)])
      .when(follow(A, 3))
      .then(moved(A, 3, B)));

  it('records a newer revision that has the image it points to already', () =>
    given(channelDecider, [moved(A, 1)])
      .when(follow(A, 3))
      .then(moved(A, 3, A)));

  it('stays when a superseded revision is approved late', () =>
    given(channelDecider, [moved(A, 1), moved(B, 3, A)])
      .when(follow(A, 2))
      .thenNothing());

  it('does not move twice for one revision', () =>
    given(channelDecider, [moved(A, 1)])
      .when(follow(A, 1))
      .thenNothing());

  it('refuses a second image of one revision', () =>
    given(channelDecider, [moved(A, 1)])
      .when(follow(B, 1))
      .thenRejected('revision-ambiguous'));
});

describe('a channel and lines', () => {
  const [stream22, stream24, dev] = [
    { versionStream: '22', variant: 'prod' },
    { versionStream: '24', variant: 'prod' },
    { versionStream: '24', variant: 'dev' },
  ];
  const followed = (line: LineOfImage, index: string, revision: number): ChannelCommand => ({
    ...(follow(index, revision) as Extract<ChannelCommand, { type: 'FollowHead' }>),
    line,
  });
  const movedTo = (line: LineOfImage, to: string, revision: number, from?: string): ChannelEvent => {
    const event = moved(to, revision, from);
    return { ...event, data: { ...event.data, ...lineParts(line) } } as ChannelEvent;
  };

  it('goes over to another version stream, whatever its revision', () =>
    given(channelDecider, [movedTo(stream22, A, 7)])
      .when(followed(stream24, B, 1))
      .then(movedTo(stream24, B, 1, A)));

  it('moves upward in the revisions of the line that it follows now', () =>
    given(channelDecider, [movedTo(stream22, A, 7), movedTo(stream24, B, 2, A)])
      .when(followed(stream24, A, 1))
      .thenNothing());

  it('of prod never takes an image of dev, also long after', () => {
    for (const events of [
      [moved(A, 1)],
      [moved(A, 1), retired],
      [movedTo(stream22, A, 1), movedTo(stream24, B, 1, A)],
    ]) {
      given(channelDecider, events)
        .when(followed(dev, B, 9))
        .thenRejected('variant-mismatch');
    }
  });

  it('of dev may become one of prod', () =>
    given(channelDecider, [movedTo(dev, A, 3)])
      .when(followed(stream24, B, 1))
      .then(movedTo(stream24, B, 1, A)));

  it('of dev that became one of prod is not rolled back to an image of dev', () =>
    given(channelDecider, [movedTo(dev, A, 3), movedTo(stream24, B, 1, A)])
      .when(rollBack(A))
      .thenRejected('variant-mismatch'));

  it('of dev is rolled back to an image of dev', () =>
    given(channelDecider, [movedTo(dev, A, 3), movedTo(dev, B, 4, A)])
      .when(rollBack(A))
      .then(rolledBack(B, A)));

  it('goes back to the line that it followed last when it is thawed', () =>
    given(channelDecider, [movedTo(dev, A, 3), frozen])
      .when(thaw)
      .then({ ...thawed, data: { ...channel, ...dev } }));
});

describe('a rollback', () => {
  const twice = [moved(A, 1), moved(B, 2, A)];

  it('points the channel at an older image', () =>
    given(channelDecider, twice).when(rollBack(A)).then(rolledBack(B, A)));

  it('of what is done already does nothing', () =>
    given(channelDecider, [...twice, rolledBack(B, A)])
      .when(rollBack(A))
      .thenNothing());

  it('to an image that the channel never had is refused', () =>
    given(channelDecider, [moved(A, 1)])
      .when(rollBack(B))
      .thenRejected('digest-not-published'));

  it('stays, whatever the head is', () =>
    given(channelDecider, [...twice, rolledBack(B, A)])
      .when(follow(B, 3))
      .thenNothing());

  it('ends with a thaw, after which the channel goes back to the head', () =>
    given(channelDecider, [...twice, rolledBack(B, A), thawed])
      .when(follow(B, 2))
      .then(moved(B, 2, A)));
});

describe('a freeze', () => {
  it('keeps the channel where it is', () =>
    given(channelDecider, [moved(A, 1), frozen])
      .when(follow(B, 2))
      .thenNothing());

  it('is recorded once', () => {
    given(channelDecider, [moved(A, 1)])
      .when(freeze)
      .then(frozen);
    given(channelDecider, [moved(A, 1), frozen])
      .when(freeze)
      .thenNothing();
  });

  it('ends once', () => {
    given(channelDecider, [moved(A, 1), frozen])
      .when(thaw)
      .then(thawed);
    given(channelDecider, [moved(A, 1)])
      .when(thaw)
      .thenNothing();
  });

  it('of a channel that is not there is refused', () =>
    given(channelDecider, []).when(freeze).thenRejected('channel-unknown'));
});

describe('a retired channel', () => {
  it('is retired once', () => {
    given(channelDecider, [moved(A, 1)])
      .when(retire)
      .then(retired);
    given(channelDecider, [moved(A, 1), retired])
      .when(retire)
      .thenNothing();
    given(channelDecider, []).when(retire).thenNothing();
  });

  it('is none that another line has taken over meanwhile', () => {
    given(channelDecider, [moved(A, 1)])
      .when({ ...retire, line: { versionStream: '22', variant: 'prod' } })
      .thenNothing();
  });

  it('is none that a person froze or rolled back, until the thaw', () => {
    const back = [moved(A, 1), moved(B, 2, A), rolledBack(B, A)];
    for (const held of [[moved(A, 1), frozen], back]) {
      given(channelDecider, held).when(retire).thenNothing();
      given(channelDecider, [...held, thawed])
        .when(retire)
        .then(retired);
    }
  });

  it('takes no commands of people', () => {
    for (const command of [freeze, thaw, rollBack(A)]) {
      given(channelDecider, [moved(A, 1), retired])
        .when(command)
        .thenRejected('channel-unknown');
    }
  });

  it('comes back when a head names it again', () =>
    given(channelDecider, [moved(A, 1), retired])
      .when(follow(A, 1))
      .then(moved(A, 1, A)));

  it('comes back unfrozen', () =>
    given(channelDecider, [moved(A, 1), frozen, retired])
      .when(follow(B, 2))
      .then(moved(B, 2, A)));
});
