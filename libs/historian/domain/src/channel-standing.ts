import type { ArchivedEvent } from './archive.projection.js';
import { isOfType, type ArchivedAs } from './known-event.js';

const MOVED = 'distributor.ChannelMoved.v1';
const RETIRED = 'distributor.ChannelRetired.v1';
const ROLLED_BACK = 'distributor.ChannelRolledBack.v1';
const STOPS = [ROLLED_BACK, 'distributor.ChannelFrozen.v1'] as const;
const HELD = [...STOPS, 'distributor.ChannelThawed.v1', RETIRED] as const;

/** The channels of an image by what people and releases did to each. */
export interface ChannelStanding {
  /** Freezes and rollbacks that nobody thawed, of channels that hand out none of the revisions. */
  readonly stops: readonly ArchivedEvent[];
  /** What brought a channel in use to the revisions, of which it has handed out one ever since. */
  readonly pointed: ArchivedEvent | undefined;
  /** The retirement of a channel that had moved to one of the revisions. */
  readonly retired: ArchivedEvent | undefined;
  /** Whether any channel was ever moved to one of the revisions. */
  readonly everMoved: boolean;
}

/**
 * How each channel stands towards some revisions. A thaw of one says nothing about another.
 * @param events oldest first
 */
export function channelStanding(events: readonly ArchivedEvent[], revisions: ReadonlySet<number>): ChannelStanding {
  const channels = [...channelsOf(events).values()].map((facts) => {
    const moves = facts.filter((fact) => isOfType(fact, MOVED));
    const images = new Set(moves.flatMap(({ data }) => (revisions.has(data.revision) ? [data.to] : [])));
    const last = facts.findLast((fact) => isOfType(fact, MOVED, RETIRED));
    return { facts, images, pointed: pointedAt(facts, images), retired: last?.type === RETIRED ? last : undefined };
  });
  return {
    stops: channels
      .filter(({ pointed }) => pointed === undefined)
      .flatMap(({ facts }) => facts.findLast((fact) => isOfType(fact, ...HELD)) ?? [])
      .filter((fact) => isOfType(fact, ...STOPS)),
    pointed: channels.find(({ pointed, retired }) => pointed !== undefined && retired === undefined)?.pointed,
    retired: channels.find(({ images, retired }) => images.size > 0 && retired !== undefined)?.retired,
    everMoved: channels.some(({ images }) => images.size > 0),
  };
}

/** What pointed a channel at one of some images, since when it pointed at no other one. */
function pointedAt(channel: readonly ChannelFact[], images: ReadonlySet<string>): ArchivedEvent | undefined {
  let since: ArchivedEvent | undefined;
  for (const fact of channel) {
    if (isOfType(fact, MOVED, ROLLED_BACK)) since = images.has(fact.data.to) ? (since ?? fact) : undefined;
  }
  return since;
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
