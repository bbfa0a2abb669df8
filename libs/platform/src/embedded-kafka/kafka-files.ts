import { join } from 'node:path';
import type { DataDirectory } from '../data-directory/data-directory.js';
import { type KeeperFiles, keeperFiles } from '../keeper/keeper-files.js';

/** Where the embedded Kafka keeps what. All paths are absolute. */
export interface KafkaFiles extends KeeperFiles {
  /** Which cluster this is: `ClusterIdentity`. */
  readonly identity: string;
  /** What the brokers' only user is known by. */
  readonly passwordFile: string;
}

/** What belongs to one broker. */
export interface BrokerFiles {
  /** Its number, from 1. */
  readonly id: number;
  /** Where it works. */
  readonly folder: string;
  /** Its topics and the log of the cluster's metadata. */
  readonly data: string;
  readonly properties: string;
  readonly log: string;
}

export const KAFKA_HOST = '127.0.0.1';

export function kafkaFiles(directory: DataDirectory): KafkaFiles {
  const files = keeperFiles(directory, 'kafka');
  return {
    ...files,
    identity: join(files.folder, 'cluster.json'),
    passwordFile: directory.secretFile(PASSWORD),
  };
}

/** The secret of a data directory that is the password of the brokers' only user. */
export const PASSWORD = 'kafka-password';

export function brokerFiles(files: KafkaFiles, id: number): BrokerFiles {
  const folder = join(files.folder, `broker-${id}`);
  return {
    id,
    folder,
    data: join(folder, DATA),
    properties: join(folder, PROPERTIES),
    log: join(folder, 'broker.log'),
  };
}

/** Names within the folder in which a broker works. */
export const DATA = 'data';
export const PROPERTIES = 'server.properties';
