import { TransientFault } from '@quench/kernel';
import { freePort } from '../keeper/free-port.js';
import { type Charge, keep } from '../keeper/keeper.js';
import { lastLine, logEnd, rotateLog } from '../keeper/log-lines.js';
import { KAFKA_WORDS, startBroker } from './broker.js';
import { prepareBroker, stopLeftovers } from './broker-data.js';
import { type BrokerCount, clusterIdentity, type ClusterIdentity } from './cluster-identity.js';
import { brokerFiles, type BrokerFiles, type KafkaFiles } from './kafka-files.js';
import type { KafkaPrograms } from './kafka-programs.js';

/** What a keeper of brokers needs to know. */
export interface KafkaKeeping {
  readonly brokers: BrokerCount;
  readonly programs: KafkaPrograms;
  readonly lingerMs: number;
}

/** Somebody took the port, or the registration of a killed broker has not run out yet. */
const MAY_PASS = /Address already in use|DuplicateBrokerRegistration|Failed to acquire lock/;

/** Runs the brokers until nobody uses them or the signal says so. The caller holds the keeper's lock. */
export const keepKafka = (files: KafkaFiles, keeping: KafkaKeeping, told: AbortSignal): Promise<void> =>
  keep({ files, lingerMs: keeping.lingerMs, prepare: () => prepare(files, keeping) }, told);

async function prepare(files: KafkaFiles, { brokers, programs }: KafkaKeeping): Promise<readonly Charge[]> {
  const identity = await clusterIdentity(files, brokers);
  const all = Array.from({ length: identity.brokers }, (_none, at) => brokerFiles(files, at + 1));
  for (const broker of all) await stopLeftovers(broker.folder);
  await Promise.all(
    all.map(async (broker) => {
      await prepareBroker(programs, broker, identity);
      await rotateLog(broker.log);
    }),
  );
  // Others are told of a controller's port when they start, so it is the same for all its own starts.
  const controllers = await Promise.all(all.map(() => freePort(undefined)));
  return all.map((broker) => brokerCharge(programs, broker, identity, controllers));
}

function brokerCharge(
  programs: KafkaPrograms,
  broker: BrokerFiles,
  { brokers }: ClusterIdentity,
  controllers: readonly number[],
): Charge {
  return {
    start: async (port) => {
      await stopLeftovers(broker.folder);
      const quorum = brokers === 1 ? [await freePort(controllers[0])] : controllers;
      return startBroker(programs, broker, brokers, { client: await freePort(port), controllers: quorum });
    },
    mark: () => logEnd(broker.log),
    lastLine: (mark) => lastLine(broker.log, KAFKA_WORDS, mark),
    mayPass: (line) => MAY_PASS.test(line),
    failure: (line) => new TransientFault('broker-not-started', line),
  };
}
