export { deb } from './plugin.js';
