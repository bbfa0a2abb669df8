import type { ServiceName } from '@quench/platform/service-process';
import type { Configuration } from '../factory/configuration.js';

/** Where the parts of a cluster are. Secrets by the files that hold them. */
export interface Places {
  readonly data: string;
  readonly postgres: { readonly host: string; readonly port: number; readonly name: string };
  rolePasswordOf(service: ServiceName): string;
  keyOf(service: ServiceName): string;
  /** A folder with those of all. */
  readonly publicKeys: string;
  readonly tokenFile: string;
  readonly kafka: { readonly brokers: readonly string[]; readonly user: string; readonly passwordFile: string };
  /** Of the first instance of each service. */
  readonly feedPorts: Readonly<Record<ServiceName, number>>;
}

/** What a service of the cluster is told, as its configuration file has it. */
export function settingsOf(service: ServiceName, places: Places, configuration: Configuration): object {
  const { postgres, kafka } = places;
  const { brokers, user, passwordFile } = kafka;
  return {
    data: places.data,
    keyFile: places.keyOf(service),
    publicKeys: places.publicKeys,
    database: {
      host: postgres.host,
      port: postgres.port,
      name: postgres.name,
      rolePasswordFile: places.rolePasswordOf(service),
    },
    kafka: { brokers, replicas: Math.min(brokers.length, 3), login: { user, passwordFile } },
    feeds: Object.entries(places.feedPorts).map(([name, port]) => ({
      service: name,
      url: `http://127.0.0.1:${String(port)}`,
    })),
    tokenFile: places.tokenFile,
    ...(configuration.tracing === undefined ? {} : { tracing: configuration.tracing }),
    ...ownSettings(service, configuration),
  };
}

function ownSettings(
  service: ServiceName,
  { archives, pollIntervalMs, threads, gatewayPort, notifications }: Configuration,
): object {
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
      return { archives, notifications };
  }
}
