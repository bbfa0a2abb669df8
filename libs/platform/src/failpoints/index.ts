export { failpoint, type FailPoint } from './failpoint.js';
