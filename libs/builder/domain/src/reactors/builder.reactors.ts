import {
  packageOfRelease,
  type ArchiveEvent,
  type CatalogEvent,
  type LockEvent,
  type PackageEvent,
} from '@quench/contracts';
import type { Reactor } from '@quench/kernel';
import { archiveKey } from '../lock/archives.projection.js';

type Applied = Extract<CatalogEvent, { readonly type: 'builder.CatalogApplied.v1' }>;

/** A new edition wants locks of what it changes. */
export const spreadOnEdition: Reactor<Applied> = {
  name: 'spread-on-edition',
  producer: 'builder',
  types: ['builder.CatalogApplied.v1'],
  react: ({ data }) => [{ kind: 'spread', key: editionKey(data.edition) }],
};

/** Key of the work that spreads an edition; that of a snapshot is its archive's, that of releases their package's purl. */
export const editionKey = (edition: number): string => `edition/${String(edition)}`;
/** The inverse of {@link editionKey}; undefined for other keys. */
export const editionOf = (key: string): number | undefined => {
  const [, edition] = /^edition\/([1-9][0-9]*)$/.exec(key) ?? [];
  return edition === undefined ? undefined : Number(edition);
};

/** A new snapshot wants all definitions that read the archive looked at again. */
export const spreadOnSnapshot: Reactor<ArchiveEvent> = {
  name: 'spread-on-snapshot',
  producer: 'watcher',
  types: ['watcher.ArchiveSnapshotTaken.v1'],
  react: ({ data }) => [{ kind: 'spread', key: archiveKey(data.source) }],
};

type ReleaseEvent = Extract<
  PackageEvent,
  { readonly type: 'watcher.ReleaseDiscovered.v1' | 'watcher.ReleaseWithdrawn.v1' }
>;

/** A release that came or went wants all lines that take files of its package looked at again. */
export const spreadOnRelease: Reactor<ReleaseEvent> = {
  name: 'spread-on-release',
  producer: 'watcher',
  types: ['watcher.ReleaseDiscovered.v1', 'watcher.ReleaseWithdrawn.v1'],
  react: ({ data }) => [{ kind: 'spread', key: packageOfRelease(data.purl) }],
};

/** A new lock wants its recipes built: who builds one asks for the images that wait for it. */
export const buildOnLock: Reactor<LockEvent> = {
  name: 'build-on-lock',
  producer: 'builder',
  types: ['builder.LockResolved.v1'],
  react: (event) =>
    event.type === 'builder.LockResolved.v1'
      ? event.data.recipes.map(({ recipe }) => ({ kind: 'build', key: recipe, fairKey: event.data.image }))
      : [],
};
