export { dependencies } from './dependencies.js';
