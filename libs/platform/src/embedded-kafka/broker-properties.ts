import { accessSettings, CLIENTS, CONTROLLER, type Login } from './broker-access.js';
import type { BrokerCount } from './cluster-identity.js';
import { DATA, KAFKA_HOST } from './kafka-files.js';

/** Where one broker listens: for clients, and for the quorum of controllers. */
export interface BrokerPorts {
  readonly client: number;
  /** Of every controller, in the order of their numbers. */
  readonly controllers: readonly number[];
  /** Where clients are told to come, when it is not `client`: the port of a proxy. */
  readonly advertised?: number | undefined;
}

/** What one broker is told besides its number. */
export interface BrokerSetup {
  readonly brokers: BrokerCount;
  readonly ports: BrokerPorts;
  readonly login: Login;
}

/**
 * The configuration of one broker that is a controller as well. Paths are relative to the folder in which it works: the
 * format of the file knows neither every letter nor a comma in a path.
 */
export function brokerProperties(id: number, { brokers, ports, login }: BrokerSetup): string {
  const voters = ports.controllers.map((port, at) => `${at + 1}@${KAFKA_HOST}:${port}`);
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': voters.join(','),
    listeners: `${CLIENTS}://${KAFKA_HOST}:${ports.client},${CONTROLLER}://${KAFKA_HOST}:${ports.controllers[id - 1]}`,
    'advertised.listeners': `${CLIENTS}://${KAFKA_HOST}:${ports.advertised ?? ports.client}`,
    ...accessSettings(login),
    'log.dirs': DATA,
    ...replication(brokers),
    ...PROMPT,
    ...SMALL,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** With three brokers a record that was acknowledged is on two of them. */
function replication(brokers: BrokerCount): Readonly<Record<string, number | boolean>> {
  const inSync = brokers === 3 ? 2 : 1;
  return {
    'default.replication.factor': brokers,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': brokers,
    'transaction.state.log.replication.factor': brokers,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': brokers,
    'share.coordinator.state.topic.min.isr': inSync,
    'unclean.leader.election.enable': false,
    // Topics are made on purpose, never by a typing slip.
    'auto.create.topics.enable': false,
  };
}

/**
 * A group's first assignment comes at once, and a broker that was killed is let in again after 3 s: until its session
 * has ended its own registration stands in its way.
 */
const PROMPT = {
  'group.initial.rebalance.delay.ms': 0,
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 500,
  'controller.quorum.election.timeout.ms': 500,
  'controller.quorum.fetch.timeout.ms': 1_000,
  'controller.quorum.election.backoff.max.ms': 100,
};

/** One machine, a few clients. */
const SMALL = {
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.num.partitions': 4,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  'num.network.threads': 2,
  'num.io.threads': 2,
};
