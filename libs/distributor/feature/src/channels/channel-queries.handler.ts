import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { channelStream, type Channel, type ChannelEvent } from '@quench/contracts';
import type { ChannelRow } from '@quench/distributor-domain';
import type { Actor, Appended } from '@quench/kernel';
import { EventStore } from '@quench/ports';
import { ChannelRows } from './channel-rows.js';

/** A channel, without its earlier moves: those are its history. */
export type ShownChannel = Omit<ChannelRow, 'moves' | 'prod'>;

/** The channels in use, of one image or of all, by repository and tag. */
export class Channels extends Query<readonly ShownChannel[]> {
  constructor(readonly repository?: string) {
    super();
  }
}

/** Everything that happened to a channel, oldest first; empty when there never was such a channel. */
export class ChannelHistory extends Query<readonly ChannelStep[]> {
  constructor(readonly channel: Channel) {
    super();
  }
}

/** One thing that happened to a channel. */
export interface ChannelStep {
  readonly event: string;
  readonly at: string;
  readonly what: 'moved' | 'rolled-back' | 'frozen' | 'thawed' | 'retired';
  readonly by: Actor;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly revision?: number | undefined;
  readonly publication?: string | undefined;
  readonly reason?: string | undefined;
}

@QueryHandler(Channels)
export class ChannelsHandler implements IQueryHandler<Channels> {
  constructor(private readonly rows: ChannelRows) {}

  async execute({ repository }: Channels): Promise<readonly ShownChannel[]> {
    const key = (row: ShownChannel): string => `${row.repository}:${row.tag}`;
    const rows = (await this.rows.inUse(repository)).map(({ moves: _moves, prod: _prod, ...shown }) => shown);
    return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}

@QueryHandler(ChannelHistory)
export class ChannelHistoryHandler implements IQueryHandler<ChannelHistory> {
  constructor(private readonly store: EventStore) {}

  async execute({ channel }: ChannelHistory): Promise<readonly ChannelStep[]> {
    const { events } = await this.store.read<ChannelEvent>(channelStream(channel));
    return events.map(step);
  }
}

const WHAT = {
  'distributor.ChannelMoved.v1': 'moved',
  'distributor.ChannelRolledBack.v1': 'rolled-back',
  'distributor.ChannelFrozen.v1': 'frozen',
  'distributor.ChannelThawed.v1': 'thawed',
  'distributor.ChannelRetired.v1': 'retired',
} as const;

function step({ id, occurredAt, type, actor, data }: Appended<ChannelEvent>): ChannelStep {
  const { from, to, revision, publication, reason }: Channel & Partial<ChannelStep> = data;
  return { event: id, at: occurredAt, what: WHAT[type], by: actor, from, to, revision, publication, reason };
}
