import type { Channel, ChannelEvent } from '@quench/contracts';
import { Rejection, type Decider } from '@quench/kernel';

/** What may be asked of a channel. */
export type ChannelCommand =
  /** The image of the head lock may be published; the caller has checked its evidence. */
  | {
      readonly type: 'FollowHead';
      readonly channel: Channel;
      readonly index: string;
      readonly revision: number;
      readonly publication: string;
    }
  | { readonly type: 'RollBack'; readonly channel: Channel; readonly to: string; readonly reason: string }
  | { readonly type: 'Freeze'; readonly channel: Channel; readonly reason: string }
  | { readonly type: 'Thaw'; readonly channel: Channel }
  /** Nothing names the channel any more. A frozen or rolled-back one waits for its thaw: a person's hand holds it. */
  | { readonly type: 'Retire'; readonly channel: Channel };

/** Where a channel stands. */
export interface ChannelState {
  /** The index that it points to; undefined before its first move. */
  readonly index: string | undefined;
  /** Of the newest lock that it followed; a rollback leaves it. */
  readonly revision: number;
  readonly frozen: boolean;
  readonly retired: boolean;
  readonly rolledBack: boolean;
  /** Every index that it ever pointed to. */
  readonly published: ReadonlySet<string>;
}

/** The rules of a channel: it moves upward in revision, else only by a person's hand. */
export const channelDecider: Decider<ChannelState, ChannelCommand, ChannelEvent> = {
  initialState: {
    index: undefined,
    revision: 0,
    frozen: false,
    retired: false,
    rolledBack: false,
    published: new Set(),
  },

  decide(command, state) {
    switch (command.type) {
      case 'FollowHead':
        return followHead(command, state);
      case 'RollBack':
        return rollBack(command, state);
      case 'Freeze':
        pointed(command.channel, state);
        return state.frozen
          ? []
          : [{ type: 'distributor.ChannelFrozen.v1', data: { ...command.channel, reason: command.reason } }];
      case 'Thaw':
        pointed(command.channel, state);
        return state.frozen ? [{ type: 'distributor.ChannelThawed.v1', data: command.channel }] : [];
      case 'Retire':
        return state.index === undefined || state.retired || state.frozen
          ? []
          : [{ type: 'distributor.ChannelRetired.v1', data: command.channel }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'distributor.ChannelMoved.v1': {
        const { to, revision } = event.data;
        const published = new Set([...state.published, to]);
        return { ...state, index: to, revision, retired: false, rolledBack: false, published };
      }
      case 'distributor.ChannelRolledBack.v1':
        return { ...state, index: event.data.to, frozen: true, rolledBack: true };
      case 'distributor.ChannelFrozen.v1':
        return { ...state, frozen: true };
      case 'distributor.ChannelThawed.v1':
        return { ...state, frozen: false };
      case 'distributor.ChannelRetired.v1':
        return { ...state, retired: true, frozen: false };
    }
  },
};

type Follow = Extract<ChannelCommand, { type: 'FollowHead' }>;

function followHead(command: Follow, state: ChannelState): readonly ChannelEvent[] {
  const { channel, index, revision, publication } = command;
  if (state.frozen || revision < state.revision) return [];
  const same = state.index === index;
  if (revision === state.revision && same && !state.retired) return [];
  if (revision === state.revision && !same && !state.rolledBack) {
    throw new Rejection(
      'revision-ambiguous',
      `${name(channel)} followed revision ${String(revision)} to ${String(state.index)}, which is not ${index}; one revision has one image`,
    );
  }
  const from = state.index === undefined ? {} : { from: state.index };
  return [{ type: 'distributor.ChannelMoved.v1', data: { ...channel, ...from, to: index, revision, publication } }];
}

type RollBack = Extract<ChannelCommand, { type: 'RollBack' }>;

function rollBack({ channel, to, reason }: RollBack, state: ChannelState): readonly ChannelEvent[] {
  const from = pointed(channel, state);
  if (!state.published.has(to)) {
    throw new Rejection(
      'digest-not-published',
      `${name(channel)} never pointed to ${to}; \`channel history\` lists what it can go back to`,
    );
  }
  if (from === to) return [];
  return [{ type: 'distributor.ChannelRolledBack.v1', data: { ...channel, from, to, reason } }];
}

const name = (channel: Channel): string => `${channel.repository}:${channel.tag}`;

/** The index that a channel in use points to. */
function pointed(channel: Channel, state: ChannelState): string {
  if (state.index === undefined || state.retired) {
    throw new Rejection(
      'channel-unknown',
      `There is no channel ${name(channel)}; \`channel list\` shows those that there are`,
    );
  }
  return state.index;
}
