export { Archives, type FollowedArchive } from './archives.handler.js';
export { PollSettings } from './pace.js';
export { Packages, type FollowedPackage } from './packages.handler.js';
export { PollNow } from './poll-now.handler.js';
export { WatcherModule } from './watcher.module.js';
