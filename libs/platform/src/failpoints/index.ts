export { FAIL_POINTS, failpoint, type FailPoint } from './failpoint.js';
