export { npm } from './plugin.js';
