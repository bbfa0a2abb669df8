export { registries, type AptDetails } from './registries.js';
