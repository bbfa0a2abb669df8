export { dependencies } from './dependencies.js';
export { readIntegrity } from './integrity.js';
export { relativeTo } from './lock-path.js';
