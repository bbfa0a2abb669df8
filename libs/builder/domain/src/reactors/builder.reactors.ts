import {
  lineKey,
  linesIn,
  type ArchiveEvent,
  type BuildEvent,
  type DefinitionEvent,
  type LockEvent,
} from '@quench/contracts';
import type { Reactor } from '@quench/kernel';
import { archiveKey } from '../lock/archives.projection.js';

type Accepted = Extract<DefinitionEvent, { readonly type: 'builder.DefinitionAccepted.v1' }>;

/** A new definition wants a lock of each of its lines. */
export const lockOnDefinition: Reactor<Accepted> = {
  name: 'lock-on-definition',
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1'],
  react: ({ data }) => linesIn(data).map((line) => ({ kind: 'lock', key: lineKey(line), fairKey: data.image })),
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
