export { ArchivesConfiguration } from './archives-configuration.js';
export { kafkaAccessOf } from './kafka-access-of.js';
export { KafkaConfiguration } from './kafka-configuration.js';
export type { Parts, ServiceProgram } from './open-service.js';
export { reasonFields } from './reason-fields.js';
export { runService } from './run-service.js';
export { ServiceConfiguration, SERVICES, type ServiceName } from './service-configuration.js';
export { stopAsked } from './stop-asked.js';
export { reachingKafka, type ToldBy } from './where-configured.js';
