export { exitCodeOf, type FailureCode } from './exit-code.js';
