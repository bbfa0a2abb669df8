import { followed } from '@quench/watcher-domain';
import { WatcherFollowedPackages1764900000000 } from './followed-packages.migration.js';
import { FollowedEntity } from './followed.entity.js';
import { WatcherReadModels1764000000000 } from './read-models.migration.js';

/** Which table keeps the rows of which projection. */
export const watcherReadModels = [{ model: followed.name, entity: FollowedEntity }];

export const watcherMigrations = [WatcherReadModels1764000000000, WatcherFollowedPackages1764900000000];
