import { lineKey, type ArchiveEvent, type BuildEvent, type DefinitionEvent, type LockEvent } from '@quench/contracts';
import type { Reactor } from '@quench/kernel';
import { archiveKey } from '../lock/archives.projection.js';

/** Until version streams and variants exist, an image has one line. */
export const defaultLine = (image: string): { image: string; versionStream: string; variant: string } => ({
  image,
  versionStream: 'default',
  variant: 'prod',
});

/** A new definition wants a lock. */
export const lockOnDefinition: Reactor<DefinitionEvent> = {
  name: 'lock-on-definition',
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1'],
  react: ({ data }) => [{ kind: 'lock', key: lineKey(defaultLine(data.image)), fairKey: data.image }],
};

/** A new snapshot wants all definitions that read the archive looked at again. */
export const spreadOnSnapshot: Reactor<ArchiveEvent> = {
  name: 'spread-on-snapshot',
  producer: 'watcher',
  types: ['watcher.ArchiveSnapshotTaken.v1'],
  react: ({ data }) => [{ kind: 'spread', key: archiveKey(data.source) }],
};

/** A new lock wants its recipes built, and its image put together where they exist already. */
export const buildOnLock: Reactor<LockEvent> = {
  name: 'build-on-lock',
  producer: 'builder',
  types: ['builder.LockResolved.v1'],
  react: (event) =>
    event.type === 'builder.LockResolved.v1'
      ? [
          ...event.data.recipes.map(({ recipe }) => ({ kind: 'build', key: recipe, fairKey: event.data.image })),
          { kind: 'image', key: lineKey(event.data), fairKey: event.data.image },
        ]
      : [],
};

/** A new manifest wants the images that wait for it put together. */
export const gatherOnManifest: Reactor<BuildEvent> = {
  name: 'gather-on-manifest',
  producer: 'builder',
  types: ['builder.ManifestBuilt.v1'],
  react: ({ data }) => [{ kind: 'gather', key: data.recipe }],
};
