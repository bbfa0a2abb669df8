import { historianMigrations, historianReadModels } from '@quench/historian-data';
import { HistorianModule, Subscriptions } from '@quench/historian-feature';
import { SystemClock } from '@quench/platform/service-parts';
import { Clock, ContentStore, Ecosystems, ProjectEcosystems } from '@quench/ports';
import type { ServiceParts } from '../services.js';

export const historian: ServiceParts = {
  name: 'historian',
  module: HistorianModule,
  readModels: historianReadModels,
  migrations: historianMigrations,
  providers: async ({ content, known, notices, subscribed }) => {
    const { ecosystems, projects } = await known.get();
    return [
      { provide: Clock, useClass: SystemClock },
      { provide: ContentStore, useValue: content },
      { provide: Ecosystems, useValue: ecosystems },
      { provide: ProjectEcosystems, useValue: projects },
      { provide: Subscriptions, useValue: new Subscriptions(subscribed, notices, new SystemClock()) },
    ];
  },
};
