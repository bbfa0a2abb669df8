import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitionSchema } from '@quench/builder-domain';
import { cliReference } from './cli.reference.js';
import { dependenciesReference } from './dependencies.reference.js';
import { errorCodes } from './error-codes.js';
import { errorsReference } from './errors.reference.js';
import { eventsReference } from './events.reference.js';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** The names of direct dependencies of what ships. */
export const dependencyNames = (): readonly string[] =>
  Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }).dependencies);

/** Generated pages by path below docs/reference. */
export const reference = (): ReadonlyMap<string, string> =>
  new Map([
    ['cli.md', cliReference()],
    ['definition.schema.json', `${JSON.stringify(definitionSchema, undefined, 2)}\n`],
    ['dependencies.md', dependenciesReference(dependencyNames())],
    ['errors.md', errorsReference(errorCodes(root))],
    ['events.md', eventsReference()],
  ]);
