export { install } from './install.js';
export { mergedPath } from './merged-path.js';
