import { listedDeb } from '@quench/plugin-deb';
import { listedNpm } from '@quench/plugin-npm';
import { productVersion } from '@quench/platform/product-version';
import { openEcosystems, SystemClock, type ListedPlugin } from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { Clock, ContentStore, Ecosystems, ProjectEcosystems } from '@quench/ports';
import { watcherMigrations, watcherReadModels } from '@quench/watcher-data';
import { defaultPollPolicy } from '@quench/watcher-domain';
import { PollSettings, WatcherModule } from '@quench/watcher-feature';
import { WatcherConfiguration } from './config.js';

/** The ecosystems that this process knows. */
const plugins: readonly ListedPlugin[] = [listedDeb, listedNpm];

/** The watcher as a process of its own. */
export const watcher: ServiceProgram<WatcherConfiguration> = {
  definition: {
    name: 'watcher',
    module: WatcherModule,
    readModels: watcherReadModels,
    migrations: watcherMigrations,
  },
  configuration: WatcherConfiguration,
  version: productVersion,
  async parts({ configuration: { archives, pollIntervalMs }, content, cache, log }) {
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: known.ecosystems },
        { provide: ProjectEcosystems, useValue: known.projects },
        { provide: PollSettings, useValue: { policy: { ...defaultPollPolicy, intervalMs: pollIntervalMs } } },
      ],
      close: () => known.close(),
    };
  },
};
