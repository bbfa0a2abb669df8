import { readFile } from 'node:fs/promises';
import { checkedConfiguration } from '@quench/platform/configuration';
import type { DataDirectory } from '@quench/platform/data-directory';
import { KafkaConfiguration } from '@quench/platform/service-process';
import { Cluster } from './cluster.js';
import { clusterFiles } from './cluster-files.js';

/** What the services of the running cluster are told of its brokers. @throws Rejection `cluster-not-running` */
export async function ownBrokers(directory: DataDirectory): Promise<KafkaConfiguration> {
  await new Cluster(directory).running();
  const file = clusterFiles(directory.path).configurationOf('watcher');
  const { kafka } = JSON.parse(await readFile(file, 'utf8')) as { readonly kafka: object };
  return checkedConfiguration(KafkaConfiguration, kafka, file);
}
