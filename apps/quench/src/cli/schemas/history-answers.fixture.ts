import type { ChannelOutcome, ChannelStep } from '@quench/distributor-feature';
import { at, digest, id } from './sample-values.fixture.js';

const actor = { kind: 'person', id: 'uid:0', authenticatedBy: 'local-user' } as const;
const moved: ChannelOutcome = [
  {
    type: 'distributor.ChannelThawed.v1',
    data: { repository: 'nginx', tag: 'latest' },
    id,
    stream: 'distributor.channel/nginx:latest',
    version: 2,
    occurredAt: at,
    commandId: id,
    causes: [],
    correlationId: id,
    actor,
    producer: 'distributor/0.1.0',
  },
];
const steps: readonly ChannelStep[] = [
  { event: id, at, what: 'moved', by: actor, from: undefined, to: digest, revision: 1, publication: '1.26-r1' },
];
const channel = {
  ...{ versionStream: '1.26', variant: 'prod' },
  repository: 'nginx',
  tag: 'latest',
  index: digest,
  revision: 1,
  publication: '1.26-r1',
  frozen: false,
  retired: false,
  reason: '',
  changedAt: at,
};
/** As history tells it. */
export const fact = { id, type: 'builder.LockResolved.v1', stream: 'x', at, text: 'nginx locked', data: {} };
const leaf = {
  id,
  type: 'watcher.ArchiveSnapshotTaken.v1',
  at,
  text: 'x',
  repeated: false,
  missing: [],
  others: 0,
  causes: [],
};

/** Answers about what happened, by command. */
export const historyAnswers: Readonly<Record<string, readonly unknown[]>> = {
  'channel freeze': [moved],
  'channel history': [steps],
  'channel list': [[channel]],
  'channel move': [moved, []],
  'channel thaw': [moved],
  history: [[fact]],
  why: [{ ...leaf, causes: [leaf] }],
  whynot: [[{ image: 'nginx', stage: 'rejected', answer: 'x', evidence: [fact] }]],
};
