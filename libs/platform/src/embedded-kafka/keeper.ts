import { TransientFault } from '@quench/kernel';
import { freePort } from '../keeper/free-port.js';
import { type Charge, keep } from '../keeper/keeper.js';
import { lastLine, logEnd, rotateLog } from '../keeper/log-lines.js';
import { KAFKA_WORDS, startBroker } from './broker.js';
import type { Login } from './broker-access.js';
import { prepareBroker, stopLeftovers } from './broker-data.js';
import { type BrokerCount, clusterIdentity } from './cluster-identity.js';
import { brokerFiles, type BrokerFiles, type KafkaFiles } from './kafka-files.js';
import type { KafkaPrograms } from './kafka-programs.js';

/** What a keeper of brokers needs to know. */
export interface KafkaKeeping {
  readonly brokers: BrokerCount;
  readonly programs: KafkaPrograms;
  readonly lingerMs: number;
  /** Where clients of the only broker are told to come, when it is not its own port. */
  readonly advertised?: number | undefined;
}

/** Somebody took the port, or the registration of a killed broker has not run out yet. */
const MAY_PASS = /Address already in use|DuplicateBrokerRegistration|Failed to acquire lock/;

/** Runs the brokers until nobody uses them or the signal says so. The caller holds the keeper's lock. */
export const keepKafka = (
  files: KafkaFiles,
  keeping: KafkaKeeping,
  password: string,
  told: AbortSignal,
): Promise<void> => keep({ files, lingerMs: keeping.lingerMs, prepare: () => prepare(files, keeping, password) }, told);

async function prepare(files: KafkaFiles, keeping: KafkaKeeping, password: string): Promise<readonly Charge[]> {
  const { brokers, programs, advertised } = keeping;
  const identity = await clusterIdentity(files, brokers);
  const login = { user: identity.user, password };
  const all = Array.from({ length: identity.brokers }, (_none, at) => brokerFiles(files, at + 1));
  for (const broker of all) await stopLeftovers(broker.folder);
  await Promise.all(
    all.map(async (broker) => {
      await prepareBroker(programs, broker, identity, login);
      await rotateLog(broker.log);
    }),
  );
  // Others are told of a controller's port when they start, so it is the same for all its own starts.
  const controllers = await Promise.all(all.map(() => freePort(undefined)));
  const setup: ClusterSetup = { brokers: identity.brokers, login, advertised, controllers };
  return all.map((broker) => brokerCharge(programs, broker, setup));
}

/** What all brokers of a cluster are told. */
interface ClusterSetup {
  readonly brokers: BrokerCount;
  readonly login: Login;
  readonly advertised: number | undefined;
  /** The ports of the controllers, in the order of their numbers. */
  readonly controllers: readonly number[];
}

function brokerCharge(programs: KafkaPrograms, broker: BrokerFiles, setup: ClusterSetup): Charge {
  const { brokers, login, advertised, controllers } = setup;
  return {
    start: async (port) => {
      await stopLeftovers(broker.folder);
      const quorum = brokers === 1 ? [await freePort(controllers[0])] : controllers;
      const ports = { client: await freePort(port), controllers: quorum, advertised };
      return startBroker(programs, broker, { brokers, ports, login });
    },
    mark: () => logEnd(broker.log),
    lastLine: (mark) => lastLine(broker.log, KAFKA_WORDS, mark),
    mayPass: (line) => MAY_PASS.test(line),
    failure: (line) => new TransientFault('broker-not-started', line),
  };
}
