export { errorCode, unlessMissing } from './error-code.js';
