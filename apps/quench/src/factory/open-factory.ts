import { join } from 'node:path';
import { DataDirectory } from '@quench/platform/data-directory';
import { holdDatabase } from '@quench/platform/database-server';
import { productVersion } from '@quench/platform/product-version';
import { openTracing } from '@quench/platform/tracing';
import type { Log } from '@quench/ports';
import type { Configuration } from './configuration.js';
import type { Factory } from './factory.js';
import { LocalFactory } from './local-factory.js';
import { OpenServices } from './open-services.js';
import { serviceNames } from './service-names.js';
import { openSharedParts } from './shared-parts.js';

/** Where a factory keeps its things. */
export interface FactoryPlace {
  /** The data directory. */
  readonly data: string;
  /** The value of `QUENCH_DATABASE_URL`; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
}

/**
 * Opens a factory over a data directory. Nothing runs before `run`, and a service is opened when something is asked of it.
 * What fails leaves nothing open.
 */
export async function openFactory(place: FactoryPlace, configuration: Configuration, log: Log): Promise<Factory> {
  const closing: Closing = [];
  try {
    return await openParts(place, configuration, log, closing);
  } catch (error) {
    for (const close of closing.reverse()) {
      await close().catch((fault: unknown) => log.warn('close-failed', { reason: String(fault) }));
    }
    throw error;
  }
}

/** How to close what has been opened, in the order of opening. */
type Closing = (() => Promise<unknown>)[];

async function openParts(
  { data, databaseUrl: url }: FactoryPlace,
  configuration: Configuration,
  log: Log,
  closing: Closing,
): Promise<Factory> {
  const directory = await DataDirectory.open(data);
  const postgres = await holdDatabase({
    data: directory.path,
    url,
    log: (line) => log.info('database', { line }),
    services: serviceNames,
  });
  closing.push(async () => postgres.release());
  const shared = await openSharedParts(directory, configuration, log);
  closing.push(() => shared.close());
  const { tracing, gatewayPort } = configuration;
  const process = { version: productVersion, instance: 'up' };
  const spans = tracing === undefined ? undefined : await openTracing(tracing, process);
  const services = new OpenServices({ directory, postgres, shared, spans, log });
  return new LocalFactory({ directory, postgres, shared, services, spans, gatewayPort, log });
}

/** Where the log of a data directory is. */
export const logFile = (data: string): string => join(data, 'log.jsonl');
