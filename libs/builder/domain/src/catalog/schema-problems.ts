import { Ajv, type ErrorObject } from 'ajv';
import { closest } from 'fastest-levenshtein';
import { definitionSchema } from './definition.schema.js';
import type { Problem } from './problem.js';
import type { YamlFile } from './read-yaml.js';

const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(definitionSchema);

/** Where a file does not have the shape of a definition; empty when it has. */
export function schemaProblems(yaml: YamlFile): readonly Problem[] {
  if (validate(yaml.value)) return [];
  const errors = validate.errors ?? [];
  // `anyOf` and `oneOf` say only that no branch fits; the branches' own errors say why.
  const telling = errors.filter(
    (error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword) && !otherBranch(error, errors),
  );
  return distinct((telling.length > 0 ? telling : errors).map((error) => problem(yaml, error)));
}

/** A branch of the wrong type says nothing when another branch found the mistake further inside. */
const otherBranch = (error: ErrorObject, all: readonly ErrorObject[]): boolean =>
  error.keyword === 'type' && all.some((other) => other.instancePath.startsWith(`${error.instancePath}/`));

function problem(yaml: YamlFile, error: ErrorObject): Problem {
  const parent = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = unknownKey(error);
  const path = key === undefined ? parent : [...parent, key];
  return { file: yaml.file, line: yaml.line(path.map(step)), message: message(error, parent, key) };
}

const step = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

const unknownKey = (error: ErrorObject): string | undefined => {
  const parameters = error.params as { additionalProperty?: string; propertyName?: string };
  return parameters.additionalProperty ?? parameters.propertyName;
};

function message(error: ErrorObject, parent: readonly string[], key: string | undefined): string {
  const where = parent.length === 0 ? '' : `${parent.join('.')}: `;
  if (error.keyword === 'additionalProperties' && key !== undefined) {
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    const nearest = known.length === 0 ? '' : ` Did you mean "${closest(key, known)}"? Known: ${known.join(', ')}.`;
    return `${where}unknown key "${key}".${nearest}`;
  }
  if (error.keyword === 'enum') {
    const allowed = (error.params as { allowedValues: readonly unknown[] }).allowedValues.map(String);
    return `${where}expected one of ${allowed.join(', ')}, found ${shown(error.data)}. Did you mean "${closest(String(error.data), allowed)}"?`;
  }
  return `${where}${error.message ?? 'has the wrong shape'}, found ${shown(error.data)}`;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((p) => [`${String(p.line)} ${p.message}`, p])).values(),
];
