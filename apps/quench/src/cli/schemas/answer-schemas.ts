import { cascadeSchemas, cascadeStep } from './cascade.schemas.js';
import { fact as factSchema, historySchemas } from './history.schemas.js';
import { holdSchemas } from './hold.schemas.js';
import { imageSchemas } from './image.schemas.js';
import { operatorSchemas } from './operator.schemas.js';
import { pluginSchemas } from './plugin.schemas.js';
import { reportSchemas } from './report.schemas.js';
import { record, text, told, type Schema } from './shapes.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const titled = ([command, schema]: readonly [string, Schema]): readonly [string, Schema] => [
  command,
  { $schema: DIALECT, title: `quench ${command} --json`, ...schema },
];

/** What each command answers with `--json`, by its words without `quench`. */
export const answerSchemas: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries({
    ...imageSchemas,
    ...cascadeSchemas,
    ...holdSchemas,
    ...operatorSchemas,
    ...historySchemas,
    ...pluginSchemas,
    ...reportSchemas,
  })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(titled),
);

/** What a command that fails says on its error output with `--json`. */
export const errorSchema: Schema = {
  $schema: DIALECT,
  title: 'a failed command with --json',
  ...record({ error: record({ code: text, message: text }) }),
};

/** What commands say on their error output with `--json` before they answer: one of these in each line; facts only `up`. */
export const progressSchema: Schema = {
  $schema: DIALECT,
  title: 'a line of progress with --json',
  oneOf: [
    record({ fact: told(factSchema, 'What happened.') }),
    record({ failed: record({ service: text, kind: text, key: text, reason: text }) }),
    record({ cascade: told(cascadeStep, 'How far a cascade has come.') }),
    record({ note: text }),
    record({ error: record({ code: text, message: text }) }),
  ],
};
