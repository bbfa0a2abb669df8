import type { Provider } from '@nestjs/common';
import type { ServiceDefinition } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
import { serviceNames } from './service-names.js';
import type { SharedParts } from './shared-parts.js';

/** One of the services that this process runs. */
export interface ServiceParts extends ServiceDefinition {
  readonly name: ServiceName;
  /** What it needs of the world, each adapter under its port; opens what is not open yet. */
  providers(shared: SharedParts): Promise<readonly Provider[]>;
}

const loads: Readonly<Record<ServiceName, () => Promise<ServiceParts>>> = {
  watcher: async () => (await import('./parts/watcher.parts.js')).watcher,
  builder: async () => (await import('./parts/builder.parts.js')).builder,
  tester: async () => (await import('./parts/tester.parts.js')).tester,
  distributor: async () => (await import('./parts/distributor.parts.js')).distributor,
  historian: async () => (await import('./parts/historian.parts.js')).historian,
};

/** Brings what a service is made of: nothing else of this process needs it. */
export const loadService = (name: ServiceName): Promise<ServiceParts> => loads[name]();

/** All services. */
export const loadServices = (): Promise<readonly ServiceParts[]> => Promise.all(serviceNames.map(loadService));
