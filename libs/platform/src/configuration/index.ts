export { ArchiveConfiguration } from './archive-configuration.js';
export { readConfiguration } from './read-configuration.js';
export { TracingConfiguration } from './tracing-configuration.js';
