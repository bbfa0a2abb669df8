import {
  lineKey,
  type ChannelEvent,
  type DefinitionEvent,
  type ImageLine,
  type LockEvent,
  type VerdictEvent,
} from '@quench/contracts';
import type { Reactor, Wanted } from '@quench/kernel';

/** The work that brings the channels of a line to where they should point. */
export const PUBLISH = 'publish';

/** @param key `<image>/<version stream>/<variant>` */
export const publish = (key: string, image: string): Wanted => ({ kind: PUBLISH, key, fairKey: image });

/** Of the one version stream and variant that there is, where an event names the image alone. */
export const onlyLine = (image: string): ImageLine => ({ image, versionStream: 'default', variant: 'prod' });

const publishImage = (image: string): readonly Wanted[] => [publish(lineKey(onlyLine(image)), image)];

type PublishableLock = Exclude<LockEvent, { type: 'builder.ResolutionFailed.v1' }>;

export const onLock: Reactor<PublishableLock> = {
  name: 'distributor-on-lock',
  producer: 'builder',
  types: ['builder.LockResolved.v1', 'builder.ChannelsAssigned.v1', 'builder.ImageBuilt.v1'],
  react: ({ data }) => [publish(lineKey(data), data.image)],
};

export const onDefinition: Reactor<DefinitionEvent> = {
  name: 'distributor-on-definition',
  producer: 'builder',
  types: ['builder.DefinitionAccepted.v1', 'builder.TestPlanLocked.v1', 'builder.DefinitionRetired.v1'],
  react: ({ data }) => publishImage(data.image),
};

export const onVerdict: Reactor<VerdictEvent> = {
  name: 'distributor-on-verdict',
  producer: 'tester',
  types: ['tester.ImageApproved.v1', 'tester.ImageRejected.v1'],
  react: ({ data }) => publishImage(data.image),
};

/** A thawed channel goes back to the head. */
export const onThaw: Reactor<Extract<ChannelEvent, { type: 'distributor.ChannelThawed.v1' }>> = {
  name: 'distributor-on-thaw',
  producer: 'distributor',
  types: ['distributor.ChannelThawed.v1'],
  react: ({ data }) => publishImage(data.repository),
};
