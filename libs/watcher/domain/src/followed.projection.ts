import { TEST_PLATFORM, type ArchiveSource, type DefinitionEvent } from '@quench/contracts';
import type { Projection, Reactor } from '@quench/kernel';

/** What one accepted definition needs followed. */
export interface FollowedRow {
  readonly image: string;
  readonly archives: readonly ArchiveSource[];
  readonly platforms: readonly string[];
  /** Purls without versions. */
  readonly packages: readonly string[];
}

/** `<ecosystem>/<origin>/<suite>`: the key of polling an archive. */
export const pollKey = ({ ecosystem, origin, suite }: ArchiveSource): string => `${ecosystem}/${origin}/${suite}`;

/** Archives and packages that accepted definitions name, by image. */
export const followed: Projection<FollowedRow, DefinitionEvent> = {
  name: 'watcher-followed',
  version: 2,
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.DefinitionRetired.v1'],
  keys: ({ data }) => [data.image],
  apply(_rows, event) {
    if (event.type !== 'builder.DefinitionAccepted.v1') return new Map([[event.data.image, undefined]]);
    const { image, archives, platforms, packages = [] } = event.data;
    return new Map([[image, { image, archives, platforms, packages }]]);
  },
};

/** A definition that needs an archive wants it asked now, and so do its packages. */
export const pollOnDefinition: Reactor<DefinitionEvent> = {
  name: 'poll-on-definition',
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1'],
  react: (event) =>
    event.type === 'builder.DefinitionAccepted.v1'
      ? [
          ...event.data.archives.map((source) => ({ kind: 'poll', key: pollKey(source) })),
          ...(event.data.packages ?? []).map((purl) => ({ kind: 'releases', key: purl })),
        ]
      : [],
};

/**
 * The platforms for which an archive is followed, sorted; empty when nobody needs it any more. Also that of the machines
 * that test: what tests mount comes from the same archives.
 */
export function platformsOf(rows: readonly FollowedRow[], key: string): readonly string[] {
  const wanting = rows.filter(({ archives }) => archives.some((source) => pollKey(source) === key));
  return [...new Set(wanting.flatMap(({ platforms }) => [TEST_PLATFORM, ...platforms]))].sort();
}
