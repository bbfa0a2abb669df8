export { program } from './cli/program.js';
export type { CliContext } from './cli/context.js';
