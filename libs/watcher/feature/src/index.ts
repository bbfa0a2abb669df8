export { Archives, PollNow, type FollowedArchive } from './archives.handler.js';
export { PollSettings } from './pace.js';
export { WatcherModule } from './watcher.module.js';
