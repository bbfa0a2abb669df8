import { list, maybe, oneOf, record, text, told, whole, yes, type Schema } from './shapes.js';

/** Answers about plugins, by command. */
export const pluginSchemas: Readonly<Record<string, Schema>> = {
  'plugin list': list(
    record({
      ecosystem: told(text, 'The type of its package URLs.'),
      kind: oneOf('distribution', 'project'),
      version: told(text, 'Recorded with every lock.'),
      api: told(whole, 'The version of the interface that it was written for.'),
      parts: told(list(text), 'What it does for the ecosystem.'),
    }),
  ),
  'plugin check': record({
    ecosystem: text,
    held: told(yes, 'Whether every law was tried and holds.'),
    laws: list(
      record({
        part: told(text, 'What of the plugin the law is about.'),
        law: text,
        verdict: oneOf('held', 'broken', 'untried'),
        cases: maybe(told(whole, 'How many were tried, of one that holds.')),
        counterExample: maybe(told(text, 'The smallest case that breaks it.')),
        why: maybe(told(text, 'What was expected and found, or why nothing could be tried.')),
      }),
    ),
  }),
};
