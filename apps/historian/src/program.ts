import { historianMigrations, historianReadModels } from '@quench/historian-data';
import { HistorianModule, Subscriptions } from '@quench/historian-feature';
import { listedDeb } from '@quench/plugin-deb';
import { listedNpm } from '@quench/plugin-npm';
import { checkReceivers, OutsideNotices, receiversOf } from '@quench/platform/notices';
import { productVersion } from '@quench/platform/product-version';
import { openEcosystems, SystemClock, type ListedPlugin } from '@quench/platform/service-parts';
import type { ServiceProgram } from '@quench/platform/service-process';
import { Clock, ContentStore, Ecosystems, ProjectEcosystems } from '@quench/ports';
import { HistorianConfiguration } from './config.js';

/** The ecosystems that this process knows. */
const plugins: readonly ListedPlugin[] = [listedDeb, listedNpm];

/** The historian as a process of its own. */
export const historian: ServiceProgram<HistorianConfiguration> = {
  definition: {
    name: 'historian',
    module: HistorianModule,
    readModels: historianReadModels,
    migrations: historianMigrations,
  },
  configuration: HistorianConfiguration,
  version: productVersion,
  async parts({ configuration: { archives, notifications }, content, cache, log }) {
    const subscribed = notifications.map((one) => ({ ...one, receivers: receiversOf(one) }));
    await checkReceivers(subscribed);
    const known = await openEcosystems({ plugins, content, cache, archives, log });
    const notices = new OutsideNotices();
    return {
      providers: [
        { provide: Clock, useClass: SystemClock },
        { provide: ContentStore, useValue: content },
        { provide: Ecosystems, useValue: known.ecosystems },
        { provide: ProjectEcosystems, useValue: known.projects },
        { provide: Subscriptions, useValue: new Subscriptions(subscribed, notices, new SystemClock()) },
      ],
      close: async () => {
        await Promise.all([known.close(), notices.close()]);
      },
    };
  },
};
