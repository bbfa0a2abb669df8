import { SystemClock } from '@quench/platform/service-parts';
import { Clock, ContentStore, Ecosystems, ProjectEcosystems } from '@quench/ports';
import { watcherMigrations, watcherReadModels } from '@quench/watcher-data';
import { defaultPollPolicy } from '@quench/watcher-domain';
import { PollSettings, WatcherModule } from '@quench/watcher-feature';
import type { ServiceParts } from '../services.js';

export const watcher: ServiceParts = {
  name: 'watcher',
  module: WatcherModule,
  readModels: watcherReadModels,
  migrations: watcherMigrations,
  providers: async ({ content, known, pollIntervalMs: intervalMs }) => {
    const { ecosystems, projects } = await known.get();
    return [
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: content },
      { provide: Ecosystems, useValue: ecosystems },
      { provide: PollSettings, useValue: { policy: { ...defaultPollPolicy, intervalMs } } },
      { provide: ProjectEcosystems, useValue: projects },
    ];
  },
};
