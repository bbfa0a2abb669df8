import { describe, expect, it } from '@jest/globals';
import type { ChannelEvent } from '@quench/contracts';
import { Rejection, type Decider } from '@quench/kernel';
import { given } from './given.js';

type Command = { readonly kind: 'freeze' | 'thaw' };

const channel = { repository: 'nginx', tag: 'latest' };
const frozen: ChannelEvent = { type: 'distributor.ChannelFrozen.v1', data: { ...channel, reason: 'drill' } };
const thawed: ChannelEvent = { type: 'distributor.ChannelThawed.v1', data: channel };

const decider: Decider<boolean, Command, ChannelEvent> = {
  initialState: false,
  decide: ({ kind }, isFrozen) => {
    if (kind === 'freeze') return isFrozen ? [] : [frozen];
    if (!isFrozen) throw new Rejection('channel-not-frozen', 'Not frozen');
    return [thawed];
  },
  evolve: (_, { type }) => type === 'distributor.ChannelFrozen.v1',
};

describe('given', () => {
  it('passes when the story is true', () => {
    given(decider, []).when({ kind: 'freeze' }).then(frozen);
    given(decider, [frozen]).when({ kind: 'freeze' }).thenNothing();
    given(decider, [frozen, thawed]).when({ kind: 'thaw' }).thenRejected('channel-not-frozen');
  });

  it('fails when it is not', () => {
    const story = given(decider, [frozen]).when({ kind: 'thaw' });
    expect(() => story.then(frozen)).toThrow('toEqual');
    expect(() => story.thenNothing()).toThrow('toEqual');
    expect(() => story.thenRejected('channel-not-frozen')).toThrow('not rejected');
    const refused = given(decider, []).when({ kind: 'thaw' });
    expect(() => refused.then(thawed)).toThrow(Rejection);
    expect(() => refused.thenRejected('something-else')).toThrow('channel-not-frozen');
  });

  it('refuses a past and an outcome that break their contracts', () => {
    const broken: ChannelEvent = {
      type: 'distributor.ChannelFrozen.v1',
      data: { ...channel, reason: 'x'.repeat(5_000) },
    };
    expect(() => given(decider, [broken])).toThrow('reason');
    const breaking = { ...decider, decide: () => [broken] };
    expect(() => given(breaking, []).when({ kind: 'freeze' }).then(broken)).toThrow('reason');
  });

  it('lets a bug in a rule through', () => {
    const buggy = {
      ...decider,
      decide: (): never => {
        throw new TypeError('bug');
      },
    };
    expect(() => given(buggy, []).when({ kind: 'freeze' }).thenRejected('bug')).toThrow(TypeError);
  });
});
