export { ArchiveConfiguration } from './archive-configuration.js';
export { readConfiguration } from './read-configuration.js';
