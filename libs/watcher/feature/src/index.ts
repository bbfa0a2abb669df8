export { Archives, PollNow, type FollowedArchive } from './archives.handler.js';
export { PollSettings } from './poll.worker.js';
export { WatcherModule } from './watcher.module.js';
