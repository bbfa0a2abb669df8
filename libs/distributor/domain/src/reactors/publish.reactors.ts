import {
  lineIn,
  lineKey,
  type ChannelEvent,
  type DefinitionEvent,
  type ImageLine,
  type LockEvent,
  type VerdictEvent,
} from '@quench/contracts';
import type { Reactor, Wanted } from '@quench/kernel';
import { linesOf } from '../projections/rules.projection.js';

/** The work that brings the channels of a line to where they should point. */
export const PUBLISH = 'publish';

export const publish = (line: ImageLine): Wanted => ({ kind: PUBLISH, key: lineKey(line), fairKey: line.image });

type PublishableLock = Exclude<LockEvent, { type: 'builder.ResolutionFailed.v1' }>;

export const onLock: Reactor<PublishableLock> = {
  name: 'distributor-on-lock',
  producer: 'builder',
  types: ['builder.LockResolved.v1', 'builder.ChannelsAssigned.v1', 'builder.ImageBuilt.v1'],
  react: ({ data }) => [publish(data)],
};

export const onDefinition: Reactor<DefinitionEvent> = {
  name: 'distributor-on-definition',
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionRetired.v1'],
  react: (event) => linesOf(event).map(publish),
};

export const onVerdict: Reactor<VerdictEvent> = {
  name: 'distributor-on-verdict',
  producer: 'tester',
  types: ['tester.ImageApproved.v1', 'tester.ImageRejected.v1'],
  react: ({ data }) => [publish(lineIn(data))],
};

/** A thawed channel goes back to the head of the line that it followed. */
export const onThaw: Reactor<Extract<ChannelEvent, { type: 'distributor.ChannelThawed.v1' }>> = {
  name: 'distributor-on-thaw',
  producer: 'distributor',
  types: ['distributor.ChannelThawed.v1'],
  react: ({ data: { repository: image, versionStream, variant } }) => [
    publish(lineIn({ image, versionStream, variant })),
  ],
};
