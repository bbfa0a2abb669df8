export { freePort } from './free-port.js';
export { ANY_LINE, boundLog, lastLine, logEnd, type LogWords } from './log-lines.js';
