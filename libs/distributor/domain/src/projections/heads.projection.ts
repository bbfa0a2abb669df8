import { lineKey, type ImageLine, type LockEvent, type PlatformRecipe } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** The newest lock of a line. */
export interface HeadRow extends ImageLine {
  readonly revision: number;
  readonly recipes: readonly PlatformRecipe[];
  readonly version: string;
  /** Tags that follow the line. */
  readonly channels: readonly string[];
  readonly packages: number;
}

type HeadEvent = Extract<LockEvent, { type: 'builder.LockResolved.v1' | 'builder.ChannelsAssigned.v1' }>;

/** What each line's channels should come to point to. */
export const heads: Projection<HeadRow, HeadEvent> = {
  name: 'distributor-heads',
  version: 1,
  producer: 'builder',
  types: ['builder.LockResolved.v1', 'builder.ChannelsAssigned.v1'],
  keys: ({ data }) => [lineKey(data)],
  apply(rows, event) {
    const key = lineKey(event.data);
    const row = rows.get(key);
    switch (event.type) {
      case 'builder.LockResolved.v1': {
        const { image, versionStream, variant, revision, recipes, version, channels, packages } = event.data;
        return new Map([[key, { image, versionStream, variant, revision, recipes, version, channels, packages }]]);
      }
      case 'builder.ChannelsAssigned.v1':
        return row === undefined ? new Map() : new Map([[key, { ...row, channels: event.data.channels }]]);
    }
  },
};
