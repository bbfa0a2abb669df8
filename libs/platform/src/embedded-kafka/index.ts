export type { BrokerCount } from './cluster-identity.js';
export { ensureKafka, type EmbeddedKafka, type KafkaOptions } from './ensure-kafka.js';
export { ensureJars, INSTALLED } from './ensure-jars.js';
export { stopKafka } from './stop-kafka.js';
