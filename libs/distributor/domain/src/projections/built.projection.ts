import { lineKey, type BuiltPlatform, type ImageLine, type LockEvent } from '@quench/contracts';
import type { Projection } from '@quench/kernel';

/** The image of one revision of a line. */
export interface BuiltRow extends ImageLine {
  readonly revision: number;
  readonly index: string;
  readonly platforms: readonly BuiltPlatform[];
  readonly sizeBytes: number;
}

type BuiltEvent = Extract<LockEvent, { type: 'builder.ImageBuilt.v1' }>;

/** `<image>/<version stream>/<variant>@<revision>` */
export const builtKey = (line: ImageLine, revision: number): string => `${lineKey(line)}@${String(revision)}`;

export const built: Projection<BuiltRow, BuiltEvent> = {
  name: 'distributor-built',
  version: 1,
  producer: 'builder',
  types: ['builder.ImageBuilt.v1'],
  keys: ({ data }) => [builtKey(data, data.revision)],
  apply(_rows, { data }) {
    const { image, versionStream, variant, revision, index, platforms, sizeBytes } = data;
    return new Map([
      [builtKey(data, revision), { image, versionStream, variant, revision, index, platforms, sizeBytes }],
    ]);
  },
};
