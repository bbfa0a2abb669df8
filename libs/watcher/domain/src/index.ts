export { archive, type ArchiveAnswer, type ArchiveCommand, type ArchiveState } from './archive.decider.js';
export { covers, wentBack } from './floor.js';
export { followed, platformsOf, pollKey, pollOnDefinition, type FollowedRow } from './followed.projection.js';
export { defaultPollPolicy, nextPollMs, type PollPolicy } from './poll-interval.js';
