export { archive, type ArchiveAnswer, type ArchiveCommand, type ArchiveState } from './archive.decider.js';
export { covers, wentBack } from './floor.js';
export { followed, platformsOf, pollKey, pollOnDefinition, type FollowedRow } from './followed.projection.js';
export { followedPackage, type PackageAnswer, type PackageState } from './package.decider.js';
export { defaultPollPolicy, nextPollMs, packagePolicy, type PollPolicy } from './poll-interval.js';
export { releaseNews } from './release-news.js';
