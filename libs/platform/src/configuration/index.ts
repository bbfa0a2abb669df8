export { readConfiguration } from './read-configuration.js';
