export { naming } from './naming.js';
