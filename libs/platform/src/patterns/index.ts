export { ThreadPatterns } from './thread-patterns.js';
