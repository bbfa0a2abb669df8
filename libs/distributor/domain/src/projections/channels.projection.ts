import { lineIn, MAIN_LINE, PROD, type ChannelEvent, type LineOfImage } from '@quench/contracts';
import type { Projection, Recorded } from '@quench/kernel';

/** Where a channel stands, for people and for reconciling, and the line that it followed last. */
export interface ChannelRow extends LineOfImage {
  readonly repository: string;
  readonly tag: string;
  /** Whether it ever pointed to an image of `prod`. */
  readonly prod: boolean;
  readonly index: string;
  /** Of the newest move to this index. */
  readonly revision: number;
  /** Of the newest move to this index. */
  readonly publication: string;
  readonly frozen: boolean;
  readonly retired: boolean;
  /** Why it is frozen or was rolled back; empty otherwise. */
  readonly reason: string;
  readonly changedAt: string;
  /** By index, the newest move to it: what a rollback goes back to. */
  readonly moves: Readonly<Record<string, ChannelMove>>;
}

/** What a channel followed to an index. */
export interface ChannelMove {
  readonly revision: number;
  readonly publication: string;
}

/** `<repository>:<tag>` */
export const tagKey = (repository: string, tag: string): string => `${repository}:${tag}`;

export const channels: Projection<ChannelRow, ChannelEvent> = {
  name: 'distributor-channels',
  version: 3,
  producer: 'distributor',
  types: [
    'distributor.ChannelMoved.v1',
    'distributor.ChannelRolledBack.v1',
    'distributor.ChannelFrozen.v1',
    'distributor.ChannelThawed.v1',
    'distributor.ChannelRetired.v1',
  ],
  keys: ({ data }) => [tagKey(data.repository, data.tag)],
  apply(rows, event) {
    const key = tagKey(event.data.repository, event.data.tag);
    return new Map([[key, { ...changed(rows.get(key), event), changedAt: event.occurredAt }]]);
  },
};

const start = {
  ...MAIN_LINE,
  prod: false,
  index: '',
  revision: 0,
  publication: '',
  frozen: false,
  retired: false,
  reason: '',
  changedAt: '',
  moves: {},
};

function changed(found: ChannelRow | undefined, event: Recorded<ChannelEvent>): ChannelRow {
  const { repository, tag } = event.data;
  const row: ChannelRow = found ?? { repository, tag, ...start };
  switch (event.type) {
    case 'distributor.ChannelMoved.v1': {
      const { to, revision, publication } = event.data;
      const moves = { ...row.moves, [to]: { revision, publication } };
      const { versionStream, variant } = lineIn({ ...event.data, image: repository });
      const line = { versionStream, variant, prod: row.prod || variant === PROD };
      return { ...row, ...line, index: to, revision, publication, moves, retired: false, reason: '' };
    }
    case 'distributor.ChannelRolledBack.v1': {
      const { to, reason } = event.data;
      return { ...row, index: to, ...row.moves[to], frozen: true, reason };
    }
    case 'distributor.ChannelFrozen.v1':
      return { ...row, frozen: true, reason: event.data.reason };
    case 'distributor.ChannelThawed.v1':
      return { ...row, frozen: false, reason: '' };
    case 'distributor.ChannelRetired.v1':
      return { ...row, retired: true, frozen: false, reason: '' };
  }
}
