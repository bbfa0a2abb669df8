import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, type ArchivedAs } from './known-event.js';

const MOVED = 'distributor.ChannelMoved.v1';
const RETIRED = 'distributor.ChannelRetired.v1';
const ROLLED_BACK = 'distributor.ChannelRolledBack.v1';
const STOPS = [ROLLED_BACK, 'distributor.ChannelFrozen.v1'] as const;
const HELD = [...STOPS, 'distributor.ChannelThawed.v1', RETIRED] as const;

/** The channels of an image by what people and releases did to each. */
export interface ChannelStanding {
  /** Freezes and rollbacks that nobody thawed, of channels that do not hand out the revision. */
  readonly stops: readonly ArchivedEvent[];
  /** The first move of a channel in use to the revision. */
  readonly moved: ArchivedEvent | undefined;
  /** The retirement of a channel that had moved to the revision. */
  readonly retired: ArchivedEvent | undefined;
}

/** How each channel stands towards a revision. A thaw of one says nothing about another. @param events oldest first */
export function channelStanding(events: readonly ArchivedEvent[], revision: number): ChannelStanding {
  const channels = [...channelsOf(events).values()];
  const followed = channels
    .map((channel) => ({
      moved: channel.find((event) => isOfType(event, MOVED) && event.data.revision === revision),
      now: channel.findLast((event) => isOfType(event, MOVED, RETIRED)),
    }))
    .filter(({ moved }) => moved !== undefined);
  return {
    stops: channels
      .filter((channel) => !handsOut(channel, revision))
      .flatMap((channel) => channel.findLast((event) => isOfType(event, ...HELD)) ?? [])
      .filter((event) => isOfType(event, ...STOPS)),
    moved: followed.find(({ now }) => now?.type === MOVED)?.moved,
    retired: followed.find(({ now }) => now?.type === RETIRED)?.now,
  };
}

/** Whether the channel points at the image that it was once moved to for the revision. */
function handsOut(channel: readonly ChannelFact[], revision: number): boolean {
  const moved = channel.find((event) => isOfType(event, MOVED) && event.data.revision === revision);
  const points = channel.findLast((event) => isOfType(event, MOVED, ROLLED_BACK));
  return moved !== undefined && isOfType(moved, MOVED) && points?.data.to === moved.data.to;
}

type ChannelFact = ArchivedAs<typeof MOVED | (typeof HELD)[number]>;

function channelsOf(events: readonly ArchivedEvent[]): ReadonlyMap<string, readonly ChannelFact[]> {
  const channels = new Map<string, ChannelFact[]>();
  for (const event of events) {
    if (!isOfType(event, MOVED, ...HELD)) continue;
    const name = `${event.data.repository}:${event.data.tag}`;
    channels.set(name, [...(channels.get(name) ?? []), event]);
  }
  return channels;
}
