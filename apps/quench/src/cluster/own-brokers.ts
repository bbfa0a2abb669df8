import { readFile } from 'node:fs/promises';
import type { DataDirectory } from '@quench/platform/data-directory';
import { KafkaConfiguration } from '@quench/platform/service-process';
import { Cluster } from './cluster.js';
import { clusterFiles } from './cluster-files.js';

/** What the services of the running cluster are told of its brokers. @throws Rejection `cluster-not-running` */
export async function ownBrokers(directory: DataDirectory): Promise<KafkaConfiguration> {
  await new Cluster(directory).running();
  const text = await readFile(clusterFiles(directory.path).configurationOf('watcher'), 'utf8');
  const { kafka } = JSON.parse(text) as { readonly kafka: Partial<KafkaConfiguration> };
  return Object.assign(new KafkaConfiguration(), kafka);
}
