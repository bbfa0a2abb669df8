export { program } from './cli/program.js';
export type { CliContext } from './cli/context.js';
export { Configuration } from './factory/configuration.js';
export { answerSchemas, errorSchema, progressSchema } from './cli/schemas/answer-schemas.js';
