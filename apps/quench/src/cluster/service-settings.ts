import type { ServiceName } from '@quench/platform/service-process';
import type { Configuration } from '../factory/configuration.js';

/** Where the parts of a cluster are. Secrets by the files that hold them. */
export interface Places {
  readonly data: string;
  readonly postgres: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  readonly adminPasswordFile: string;
  readonly rolePasswords: string;
  readonly tokenFile: string;
  readonly brokers: readonly string[];
  /** Of the first instance of each service. */
  readonly feedPorts: Readonly<Record<ServiceName, number>>;
}

/** What a service of the cluster is told, as its configuration file has it. */
export function settingsOf(service: ServiceName, places: Places, configuration: Configuration): object {
  const { postgres, brokers } = places;
  return {
    data: places.data,
    database: {
      host: postgres.host,
      port: postgres.port,
      name: postgres.name,
      adminUser: postgres.user,
      adminPasswordFile: places.adminPasswordFile,
      rolePasswords: places.rolePasswords,
    },
    kafka: { brokers, replicas: Math.min(brokers.length, 3) },
    feeds: Object.entries(places.feedPorts).map(([name, port]) => ({
      service: name,
      url: `http://127.0.0.1:${String(port)}`,
    })),
    tokenFile: places.tokenFile,
    ...ownSettings(service, configuration),
  };
}

function ownSettings(service: ServiceName, { archives, pollIntervalMs, threads, gatewayPort }: Configuration): object {
  const making = { archives, ...(threads === undefined ? {} : { threads }) };
  switch (service) {
    case 'watcher':
      return { archives, pollIntervalMs };
    case 'builder':
    case 'tester':
      return making;
    case 'distributor':
      return { gatewayPort };
    case 'historian':
      return { archives };
  }
}
