import {
  isSameLine,
  lineIn,
  lineParts,
  MAIN_LINE,
  PROD,
  type Channel,
  type ChannelEvent,
  type LineOfImage,
} from '@quench/contracts';
import { Rejection, type Decider } from '@quench/kernel';

/** What may be asked of a channel. */
export type ChannelCommand =
  /** The image of the head lock may be published; the caller has checked its evidence. */
  | {
      readonly type: 'FollowHead';
      readonly channel: Channel;
      readonly line: LineOfImage;
      readonly index: string;
      readonly revision: number;
      readonly publication: string;
    }
  | { readonly type: 'RollBack'; readonly channel: Channel; readonly to: string; readonly reason: string }
  | { readonly type: 'Freeze'; readonly channel: Channel; readonly reason: string }
  | { readonly type: 'Thaw'; readonly channel: Channel }
  /** Nothing names the channel any more. A frozen or rolled-back one waits for its thaw: a person's hand holds it. */
  | {
      readonly type: 'Retire';
      readonly channel: Channel;
      /** That named it last: another one may have taken it over by now. */
      readonly line: LineOfImage;
    };

/** Where a channel stands. */
export interface ChannelState {
  /** The index that it points to; undefined before its first move. */
  readonly index: string | undefined;
  /** That it followed last. */
  readonly line: LineOfImage;
  /** Whether it ever pointed to an image of `prod`. */
  readonly prod: boolean;
  /** Of the newest lock of its line that it followed; a rollback leaves it. */
  readonly revision: number;
  readonly frozen: boolean;
  readonly retired: boolean;
  readonly rolledBack: boolean;
  /** The variants of the images that it ever pointed to, by their indexes. */
  readonly published: ReadonlyMap<string, string>;
}

/**
 * The rules of a channel: it moves upward in revision of the line that it follows, else only by a person's hand. One that
 * was ever of `prod` takes no other variant.
 */
export const channelDecider: Decider<ChannelState, ChannelCommand, ChannelEvent> = {
  initialState: {
    index: undefined,
    line: MAIN_LINE,
    prod: false,
    revision: 0,
    frozen: false,
    retired: false,
    rolledBack: false,
    published: new Map(),
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
        return state.frozen
          ? [{ type: 'distributor.ChannelThawed.v1', data: { ...command.channel, ...lineParts(state.line) } }]
          : [];
      case 'Retire':
        return state.index === undefined || state.retired || state.frozen || !isSameLine(command.line, state.line)
          ? []
          : [{ type: 'distributor.ChannelRetired.v1', data: command.channel }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'distributor.ChannelMoved.v1': {
        const { to, revision, repository } = event.data;
        const line = lineIn({ ...event.data, image: repository });
        const published = new Map([...state.published, [to, line.variant]]);
        const prod = state.prod || line.variant === PROD;
        return { ...state, line, prod, index: to, revision, retired: false, rolledBack: false, published };
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
  const { channel, line, index, revision, publication } = command;
  if (state.frozen) return [];
  takes(line.variant, channel, state);
  if (isSameLine(line, state.line) && !isNews(command, state)) return [];
  const from = state.index === undefined ? {} : { from: state.index };
  const data = { ...channel, ...from, to: index, revision, publication, ...lineParts(line) };
  return [{ type: 'distributor.ChannelMoved.v1', data }];
}

/** Whether the head of the line that a channel follows asks for a move. */
function isNews({ channel, index, revision }: Follow, state: ChannelState): boolean {
  if (revision !== state.revision) return revision > state.revision;
  if (state.index === index) return state.retired;
  if (state.rolledBack) return true;
  throw new Rejection(
    'revision-ambiguous',
    `${name(channel)} followed revision ${String(revision)} to ${String(state.index)}, which is not ${index}; one revision has one image`,
  );
}

type RollBack = Extract<ChannelCommand, { type: 'RollBack' }>;

function rollBack({ channel, to, reason }: RollBack, state: ChannelState): readonly ChannelEvent[] {
  const from = pointed(channel, state);
  const variant = state.published.get(to);
  if (variant === undefined) {
    throw new Rejection(
      'digest-not-published',
      `${name(channel)} never pointed to ${to}; \`channel history\` lists what it can go back to`,
    );
  }
  takes(variant, channel, state);
  if (from === to) return [];
  return [{ type: 'distributor.ChannelRolledBack.v1', data: { ...channel, from, to, reason } }];
}

/** Whoever pulls from a channel of `prod` expects no shell, whether the head or a person moves it. */
function takes(variant: string, channel: Channel, { prod }: ChannelState): void {
  if (!prod || variant === PROD) return;
  throw new Rejection(
    'variant-mismatch',
    `${name(channel)} has handed out images of ${PROD}, so it takes none of ${variant}`,
  );
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
