export { openStore, type ServiceStore } from './open-store.js';
export { migrationsOf, type ServiceDefinition } from './service-definition.js';
export { prepareSchema } from './prepare-schema.js';
export { startHost, type HostInput, type ServiceHost } from './service-host.js';
