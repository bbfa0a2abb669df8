import type { ArchivedEvent } from './archive.projection.js';

const MOVED = 'distributor.ChannelMoved.v1';
const RETIRED = 'distributor.ChannelRetired.v1';
const STOPS: readonly string[] = ['distributor.ChannelRolledBack.v1', 'distributor.ChannelFrozen.v1'];
const HELD: readonly string[] = [...STOPS, 'distributor.ChannelThawed.v1', RETIRED];

/** The channels of an image by what people and releases did to each. */
export interface ChannelStanding {
  /** Freezes and rollbacks of channels in use that nobody thawed. */
  readonly stops: readonly ArchivedEvent[];
  /** The first move of a channel in use to the revision. */
  readonly moved: ArchivedEvent | undefined;
  /** The retirement of a channel that had moved to the revision. */
  readonly retired: ArchivedEvent | undefined;
}

/** How each channel stands towards a revision. A thaw of one says nothing about another. @param events oldest first */
export function channelStanding(events: readonly ArchivedEvent[], revision: unknown): ChannelStanding {
  const channels = [...channelsOf(events).values()];
  const last = (channel: readonly ArchivedEvent[], types: readonly string[]): ArchivedEvent | undefined =>
    channel.findLast(({ type }) => types.includes(type));
  const followed = channels
    .map((channel) => ({
      moved: channel.find(({ type, data }) => type === MOVED && (data as Moved).revision === revision),
      now: last(channel, [MOVED, RETIRED]),
    }))
    .filter(({ moved }) => moved !== undefined);
  return {
    stops: channels.flatMap((channel) => last(channel, HELD) ?? []).filter(({ type }) => STOPS.includes(type)),
    moved: followed.find(({ now }) => now?.type === MOVED)?.moved,
    retired: followed.find(({ now }) => now?.type === RETIRED)?.now,
  };
}

interface Moved {
  readonly revision?: unknown;
}

function channelsOf(events: readonly ArchivedEvent[]): ReadonlyMap<string, readonly ArchivedEvent[]> {
  const channels = new Map<string, ArchivedEvent[]>();
  for (const event of events) {
    if (event.type !== MOVED && !HELD.includes(event.type)) continue;
    const { repository, tag } = event.data as { readonly repository: string; readonly tag: string };
    const name = `${repository}:${tag}`;
    channels.set(name, [...(channels.get(name) ?? []), event]);
  }
  return channels;
}
