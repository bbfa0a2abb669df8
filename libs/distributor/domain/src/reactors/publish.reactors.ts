import {
  lineIn,
  lineKey,
  newLinesIn,
  retiredLinesIn,
  type ChannelEvent,
  type DefinitionAccepted,
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

type Told =
  | Extract<LockEvent, { type: 'builder.LockResolved.v1' | 'builder.ChannelsAssigned.v1' | 'builder.ImageBuilt.v1' }>
  | Exclude<DefinitionEvent, { type: 'builder.VersionStreamEnded.v1' }>;

/** By one consumer: a lock and its plan of tests come together, and are one wish. */
export const onBuilder: Reactor<Told> = {
  name: 'distributor-on-builder',
  producer: 'builder',
  types: [
    'builder.LockResolved.v1',
    'builder.ChannelsAssigned.v1',
    'builder.ImageBuilt.v1',
    'builder.DefinitionAccepted.v1',
    'builder.TestPlanLocked.v1',
    'builder.DefinitionRetired.v1',
  ],
  react(event) {
    switch (event.type) {
      case 'builder.LockResolved.v1':
      case 'builder.ChannelsAssigned.v1':
      case 'builder.ImageBuilt.v1':
        return [publish(event.data)];
      case 'builder.DefinitionAccepted.v1':
        return cameOrWent(event.data).map(publish);
      case 'builder.TestPlanLocked.v1':
      case 'builder.DefinitionRetired.v1':
        return linesOf(event).map(publish);
    }
  },
};

/** For the others the plans before hold until their own are told. */
const cameOrWent = (data: DefinitionAccepted): readonly ImageLine[] => [...newLinesIn(data), ...retiredLinesIn(data)];

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
