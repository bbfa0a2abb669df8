import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitionSchema, policySchema } from '@quench/builder-domain';
import { answerSchemas, errorSchema, progressSchema } from '@quench/cli';
import { cliReference } from './cli.reference.js';
import { classSources, type ClassSource } from './class-sources.js';
import { configurationReference } from './configuration.reference.js';
import { dependenciesReference } from './dependencies.reference.js';
import { errorCodes } from './error-codes.js';
import { errorTable } from './error-table.js';
import { errorsReference } from './errors.reference.js';
import { eventsReference } from './events.reference.js';
import { faultTable } from './fault-table.js';
import { faultsReference } from './faults.reference.js';

/** Where configuration classes are. */
const CONFIGURATION = [
  'libs/platform/src/configuration',
  'libs/platform/src/service-process',
  'apps/quench/src/factory',
  ...['watcher', 'builder', 'tester', 'distributor', 'historian'].map((service) => `apps/${service}/src`),
];

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** The names of direct dependencies of what ships. */
export const dependencyNames = (): readonly string[] =>
  Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }).dependencies);

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const schemaFiles = (): readonly (readonly [string, string])[] =>
  Object.entries({ ...answerSchemas, error: errorSchema, progress: progressSchema }).map(([command, schema]) => [
    schemaPath(command),
    json(schema),
  ]);

/** Where the schema of a command's answer is, below docs/reference. */
export const schemaPath = (command: string): string => `cli/${command.replaceAll(' ', '-')}.schema.json`;

const configurationSources = (): ReadonlyMap<string, ClassSource> =>
  new Map(CONFIGURATION.flatMap((folder) => [...classSources(join(root, folder))]));

/** Generated pages by path below docs/reference. */
export const reference = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([
    ['cli.md', await cliReference()],
    ['configuration.md', configurationReference(configurationSources())],
    ...schemaFiles(),
    ['definition.schema.json', json(definitionSchema)],
    ['policy.schema.json', json(policySchema)],
    ['dependencies.md', dependenciesReference(dependencyNames())],
    ['errors.md', errorsReference([...errorCodes(root).keys()], errorTable(root))],
    ['faults.md', faultsReference(faultTable(root))],
    ['events.md', eventsReference(classSources(join(root, 'libs/contracts/src')))],
  ]);
