import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import { noticeKey, noticeReactors, noticeTo } from './notice-work.js';
import { isWanted, typesWanted, type Subscription } from './subscription.js';

const wish = (also: Partial<Subscription> = {}): Subscription => ({
  ...{ name: 'team', events: ['*'], images: [], digest: 'none' },
  ...also,
});
const event = (type: string, data: object, sequencedAt = '2026-11-26T13:59:59.999Z'): Recorded => ({
  ...{ id: 'event-1', type, data, sequencedAt, occurredAt: sequencedAt, stream: 's', version: 1, epoch: 1 },
  ...{ globalSeq: 1, commandId: 'c', causes: [], correlationId: 'r', producer: 'x/1' },
  actor: { kind: 'service', id: 'x', authenticatedBy: 'process' },
});
const moved = { repository: 'nodejs', tag: 'latest', versionStream: '22' };

describe('a subscription', () => {
  it.each([
    ['distributor.ChannelMoved', true],
    ['distributor.ChannelMoved.v1', true],
    ['distributor.ChannelMoved.v2', false],
    ['*.ChannelMoved', true],
    ['distributor.*', true],
    ['tester.*', false],
    ['ChannelMoved', false],
  ])('to %s wants a channel that moved: %s', (pattern, does) =>
    expect(isWanted(wish({ events: [pattern] }), event('distributor.ChannelMoved.v1', moved))).toBe(does),
  );

  it.each([
    [['nodejs'], true],
    [['nodejs/22'], true],
    [['nodejs/24', 'node*'], true],
    [['nodejs/24'], false],
    [['web-*'], false],
  ])('to images %j wants what is about nodejs/22: %s', (images, does) => {
    expect(isWanted(wish({ images }), event('distributor.ChannelMoved.v1', moved))).toBe(does);
    const { repository: image, ...line } = moved;
    expect(isWanted(wish({ images }), event('builder.LockResolved.v1', { image, ...line }))).toBe(does);
  });

  it.each([
    [['nodejs/22'], true],
    [['nodejs/*'], true],
    [['java/22'], false],
  ])('to lines %j wants what is about an image and does not say which line: %s', (images, does) => {
    const frozen = event('distributor.ChannelFrozen.v1', { repository: 'nodejs', tag: '22', reason: 'audit' });
    expect(isWanted(wish({ images }), frozen)).toBe(does);
  });

  it('to images does not want what is about none', () => {
    const stale = event('watcher.ArchiveStale.v1', { detail: 'x' });
    expect(isWanted(wish({ images: ['*'] }), stale)).toBe(false);
    expect(isWanted(wish(), stale)).toBe(true);
  });

  it('has the types of each producer that it may want', () => {
    const wishes = [wish({ events: ['*.ImageRejected'] }), wish({ events: ['distributor.Channel*'] })];
    expect(typesWanted(wishes, 'tester')).toEqual(['tester.ImageRejected.v1']);
    expect(typesWanted(wishes, 'watcher')).toEqual([]);
    expect(typesWanted(wishes, 'distributor')).toContain('distributor.ChannelFrozen.v1');
  });
});

describe('what is to be told', () => {
  const reacted = (...wishes: readonly Subscription[]) =>
    noticeReactors(wishes)
      .find(({ producer }) => producer === 'distributor')
      ?.react(event('distributor.ChannelMoved.v1', moved));

  it('is a piece of work for each subscription and event, or window of time, when that is over', () => {
    expect(reacted(wish(), wish({ name: 'hour', digest: 'hourly' }), wish({ name: 'day', digest: 'daily' }))).toEqual([
      { kind: 'notice', fairKey: 'team', key: 'team/event-1' },
      { kind: 'notice', fairKey: 'hour', key: 'hour/2026-11-26T13', notBefore: '2026-11-26T14:00:00.000Z' },
      { kind: 'notice', fairKey: 'day', key: 'day/2026-11-26', notBefore: '2026-11-27T00:00:00.000Z' },
    ]);
    expect(noticeKey('hour/2026-11-26T13')).toEqual({ subscription: 'hour', of: '2026-11-26T13' });
  });

  it('to one of several names its address, whatever that is made of', () => {
    const { key } = noticeTo('hour', '2026-11-26T13', 'day/night@b.example');
    expect(key).toBe('hour/2026-11-26T13/day/night@b.example');
    expect(noticeKey(key)).toEqual({ subscription: 'hour', of: '2026-11-26T13', to: 'day/night@b.example' });
  });

  it('begins with the first subscription, and each reader of a log keeps its place without any', () => {
    expect(noticeReactors([]).map(({ producer, types, begins }) => [producer, types, begins])).toEqual(
      ['watcher', 'builder', 'tester', 'distributor'].map((producer) => [producer, [], 'now']),
    );
    expect(reacted()).toEqual([]);
  });
});
