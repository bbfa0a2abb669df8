import type { ServiceName } from '@quench/platform/service-process';

/** What nobody does without a service. */
const UNDONE: Readonly<Record<ServiceName, string>> = {
  watcher: 'no release is noticed',
  builder: 'nothing is resolved or built',
  tester: 'nothing is tested, and so nothing new is published',
  distributor: 'nothing is published, and no image is served',
  historian: 'no history is kept, and nobody is notified',
};

/** For people. @param service of which no instance is wanted */
export const lackingLine = (service: ServiceName): string =>
  `no ${service} is wanted: ${UNDONE[service]}. To change that: quench cluster scale ${service}=1`;
