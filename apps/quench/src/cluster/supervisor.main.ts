import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Rejection } from '@quench/kernel';
import { readConfiguration } from '@quench/platform/configuration';
import { DataDirectory } from '@quench/platform/data-directory';
import { DATABASE_URL } from '@quench/platform/database-server';
import { JsonLinesLog } from '@quench/platform/runtime';
import { reasonFields, stopAsked } from '@quench/platform/service-process';
import { Configuration } from '../factory/configuration.js';
import { ClusterSupervisor } from './cluster-supervisor.js';

const { values } = parseArgs({
  options: { data: { type: 'string' }, config: { type: 'string' }, brokers: { type: 'string' } },
});
const log = new JsonLinesLog((line) => process.stdout.write(line), { service: 'supervisor' });
const stop = new AbortController();
void stopAsked().then(() => {
  stop.abort();
});

/** A little longer than services of a killed supervisor take to hand their work back. */
const DRAIN_MS = 60_000;

/** Whoever starts this reads the last line of its log. */
try {
  if (values.data === undefined) throw new Rejection('option-malformed', '--data names the data directory');
  const directory = await DataDirectory.open(values.data);
  const claim = await directory.claim('quench cluster up', {
    drainMs: DRAIN_MS,
    note: (line) => log.info('services-draining', { line }),
  });
  const configuration = await readConfiguration(Configuration, values.config);
  const brokers = values.brokers === '3' ? 3 : 1;
  const where = { brokers, databaseUrl: process.env[DATABASE_URL] } as const;
  const supervisor = await ClusterSupervisor.open(directory, configuration, { ...where, log });
  claim.admitServices();
  log.info('supervisor-started', { pid: process.pid });
  await supervisor.run(stop.signal);
  claim.release();
  log.info('supervisor-stopped');
  process.exit(0);
} catch (fault) {
  log.error('supervisor-failed', reasonFields(fault));
  process.exit(1);
}
