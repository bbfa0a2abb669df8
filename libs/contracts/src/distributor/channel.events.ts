import { IsInt, Min } from '../rules.js';
import { IsDigest, IsText, MayBeAbsent } from '../fields.js';

/** A tag of a repository. */
export class Channel {
  @IsText() readonly repository: string;
  @IsText() readonly tag: string;
}

/** The channel points at the image of a newer revision. */
export class ChannelMoved extends Channel {
  @MayBeAbsent() @IsDigest() readonly from?: string;
  @IsDigest() readonly to: string;
  @IsInt() @Min(1) readonly revision: number;
  /** The tag that never moves and names this publication. */
  @IsText() readonly publication: string;
  /** Of the line that the image is of; absent for `default`. */
  @MayBeAbsent() @IsText() readonly versionStream?: string;
  /** Absent for `prod`. */
  @MayBeAbsent() @IsText() readonly variant?: string;
}

/** A person pointed the channel at an older image. The channel is frozen until it is thawed. */
export class ChannelRolledBack extends Channel {
  @IsDigest() readonly from: string;
  @IsDigest() readonly to: string;
  @IsText() readonly reason: string;
}

export class ChannelFrozen extends Channel {
  @IsText() readonly reason: string;
}

/** The channel follows the newest revision again. */
export class ChannelThawed extends Channel {
  /** Of the line that it followed last; absent for `default`. */
  @MayBeAbsent() @IsText() readonly versionStream?: string;
  /** Absent for `prod`. */
  @MayBeAbsent() @IsText() readonly variant?: string;
}

/** The definition that the channel belonged to is gone, or no longer names it. */
export class ChannelRetired extends Channel {}

export type ChannelEvent =
  | { readonly type: 'distributor.ChannelMoved.v1'; readonly data: ChannelMoved }
  | { readonly type: 'distributor.ChannelRolledBack.v1'; readonly data: ChannelRolledBack }
  | { readonly type: 'distributor.ChannelFrozen.v1'; readonly data: ChannelFrozen }
  | { readonly type: 'distributor.ChannelThawed.v1'; readonly data: ChannelThawed }
  | { readonly type: 'distributor.ChannelRetired.v1'; readonly data: ChannelRetired };

/** `distributor.channel/<repository>:<tag>` */
export const channelStream = (channel: Channel): string => `distributor.channel/${channel.repository}:${channel.tag}`;
