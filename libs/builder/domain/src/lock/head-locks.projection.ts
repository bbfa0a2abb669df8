import { lineKey, type LockEvent, type PlatformRecipe } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** Where a line of an image stands. */
export interface HeadLockRow {
  readonly image: string;
  readonly versionStream: string;
  readonly variant: string;
  /** 0 while nothing was resolved yet. */
  readonly revision: number;
  readonly lock: string;
  readonly definition: string;
  readonly version: string;
  readonly recipes: readonly PlatformRecipe[];
  readonly packages: number;
  /** The lock of its parent that the head is up to; empty where it is derived from none. */
  readonly parent: string;
  /** The index of the head revision; empty until it is built. */
  readonly index: string;
  readonly sizeBytes: number;
  /** `<code>: <detail>` of the last resolution, when it failed. */
  readonly failure: string;
}

const empty = {
  ...{ revision: 0, lock: '', version: '', recipes: [], packages: 0, parent: '' },
  ...{ index: '', sizeBytes: 0, failure: '' },
};

export const headLocks: Projection<HeadLockRow, LockEvent> = {
  name: 'builder-head-locks',
  version: 3,
  producer: 'builder',
  types: [
    'builder.LockResolved.v1',
    'builder.ParentFollowed.v1',
    'builder.ResolutionFailed.v1',
    'builder.ResolutionRecovered.v1',
    'builder.ImageBuilt.v1',
  ],
  keys: ({ data }) => [lineKey(data)],
  apply(rows, event) {
    const key = lineKey(event.data);
    const { image, versionStream, variant } = event.data;
    const row = rows.get(key) ?? { image, versionStream, variant, definition: '', ...empty };
    switch (event.type) {
      case 'builder.LockResolved.v1': {
        const { revision, lock, definition, version, recipes, packages, from } = event.data;
        const head = { revision, lock, definition, version, recipes, packages, parent: from?.lock ?? '' };
        return new Map([[key, { ...row, ...empty, ...head }]]);
      }
      case 'builder.ParentFollowed.v1':
        return new Map([[key, { ...row, parent: event.data.from.lock }]]);
      case 'builder.ResolutionFailed.v1':
        return new Map([[key, { ...row, failure: `${event.data.code}: ${event.data.detail}` }]]);
      case 'builder.ResolutionRecovered.v1':
        return new Map([[key, { ...row, failure: '' }]]);
      case 'builder.ImageBuilt.v1': {
        const { revision, index, sizeBytes } = event.data;
        return revision === row.revision ? new Map([[key, { ...row, index, sizeBytes }]]) : new Map();
      }
      case 'builder.ChannelsAssigned.v1':
        return new Map();
    }
  },
};
