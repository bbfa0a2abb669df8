import { clip, didYouMean } from '@quench/kernel';
import type { ErrorObject } from 'ajv';
import { plainPath } from './plain-path.js';

/** A part of the schema, as far as messages look at it. `description` says in words what is expected. */
interface Expecting {
  readonly description?: string;
  readonly properties?: object;
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  object: 'keys with values',
  string: 'text',
};

/**
 * What was expected and what was found, in words.
 * @param key the unknown or malformed key, where the mistake is in a key
 */
export function schemaMessage(error: ErrorObject, key: string | undefined): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(key ?? '', keysOf(error));
    case 'required':
      return `missing key "${String(parameter(error, 'missingProperty'))}"`;
    case 'enum':
      return oneOf(String(error.data), allowed(error), shown(error.data));
    case 'uniqueItems':
      return sameEntries(Number(parameter(error, 'i')), Number(parameter(error, 'j')));
    case 'oneOf':
    case 'minProperties':
    case 'maxProperties':
      return `expected ${choice(error)}, found ${shown(error.data)}`;
    default:
      return `expected ${expected(error)}, found ${shown(key ?? error.data)}${quotes(error)}${plainly(error, key)}`;
  }
}

const schemaOf = (error: ErrorObject): Expecting => error.parentSchema as Expecting;
const keysOf = (error: ErrorObject): readonly string[] => Object.keys(schemaOf(error).properties ?? {});
const parameter = (error: ErrorObject, name: string): unknown => (error.params as Record<string, unknown>)[name];
const sameEntries = (a: number, b: number): string =>
  `the entries ${String(Math.min(a, b) + 1)} and ${String(Math.max(a, b) + 1)} are the same; expected each once`;
const allowed = (error: ErrorObject): readonly string[] =>
  (error.params as { readonly allowedValues: readonly unknown[] }).allowedValues.map(String);

const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key "${key}".${didYouMean(key, known)}${known.length === 0 ? '' : ` Known: ${known.join(', ')}.`}`;

const oneOf = (word: string, known: readonly string[], found: string): string =>
  `expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}, found ${found}.${didYouMean(word, known)}`;

/** The keys of which one has to be there: those of `oneOf`, or all that are known. */
function choice(error: ErrorObject): string {
  if (error.keyword === 'maxProperties' && keysOf(error).length === 0) return 'at most 500 keys';
  const branches = Array.isArray(error.schema)
    ? (error.schema as readonly { readonly required: readonly string[] }[])
    : [];
  const keys = branches.length > 0 ? branches.flatMap(({ required }) => required) : keysOf(error);
  return `exactly one of the keys ${keys.join(', ')}`;
}

function expected(error: ErrorObject): string {
  const { description } = schemaOf(error);
  const limit = String(parameter(error, 'limit'));
  switch (error.keyword) {
    case 'minItems':
      return `at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`;
    case 'maxItems':
      return `at most ${limit} entries`;
    case 'maxLength':
      return `at most ${limit} characters`;
    case 'type':
      return description ?? TYPES[String(parameter(error, 'type'))] ?? String(parameter(error, 'type'));
    default:
      return description ?? `what the schema says (${error.keyword})`;
  }
}

/** YAML reads `1.20` and `yes` as something else than the text that was meant. */
const quotes = ({ keyword, data, params }: ErrorObject): string =>
  keyword === 'type' && (params as { type?: string }).type === 'string' && ['number', 'boolean'].includes(typeof data)
    ? '. Put it in quotes'
    : '';

/** Of a path that is written in a roundabout way, the plain one. */
function plainly({ keyword, schema, data }: ErrorObject, key: string | undefined): string {
  const found = key ?? data;
  if (keyword !== 'pattern' || typeof found !== 'string' || !found.startsWith('/')) return '';
  const plain = plainPath(found);
  return plain !== found && new RegExp(String(schema), 'u').test(plain) ? `. Did you mean "${plain}"?` : '';
}

const shown = (value: unknown): string =>
  clip(value === null || value === undefined ? 'nothing' : JSON.stringify(value), 60);
