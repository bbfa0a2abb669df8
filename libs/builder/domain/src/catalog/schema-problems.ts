import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { definitionSchema } from './definition.schema.js';
import { policySchema } from './policy.schema.js';
import type { Problem } from './problem.js';
import type { YamlFile } from './read-yaml.js';
import { schemaMessage } from './schema-message.js';

const shapes = { definition: definitionSchema, policy: policySchema };
const compiled = new Map<keyof typeof shapes, ValidateFunction>();

/** When it is first needed: that takes a quarter of a second, and most commands look at no file. */
function validator(shape: keyof typeof shapes): ValidateFunction {
  const known =
    compiled.get(shape) ?? new Ajv({ allErrors: true, verbose: true, strict: false }).compile(shapes[shape]);
  compiled.set(shape, known);
  return known;
}

/** Where a file does not have its shape. */
export interface Misshapen {
  readonly problems: readonly Problem[];
  /** Everything that has another shape, as far inside as it is known. */
  readonly paths: readonly (readonly string[])[];
}

/** Both empty when it has the shape. */
export function schemaProblems(yaml: YamlFile, shape: keyof typeof shapes = 'definition'): Misshapen {
  const validate = validator(shape);
  if (validate(yaml.value)) return { problems: [], paths: [] };
  const errors = validate.errors ?? [];
  return {
    problems: distinct(errors.filter((error) => isTelling(error, errors)).map((error) => problem(yaml, error))),
    paths: errors.filter(isInTheWay).map(pathOf),
  };
}

/** Of the image, or of one of its lines. */
const TESTS = /^(?:\/(?:streams|variants)\/[^/]+)?\/tests(?:\/|$)/;

/** A key too many makes nothing else wrong, unless it is meant to say which test it is; a malformed one has its own error. */
const isInTheWay = ({ keyword, instancePath }: ErrorObject): boolean =>
  keyword !== 'propertyNames' && (keyword !== 'additionalProperties' || TESTS.test(instancePath));

/** Of the value, or of the key that is malformed. */
function pathOf(error: ErrorObject): readonly string[] {
  const parent = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keyOf(error);
  return key === undefined ? parent : [...parent, key];
}

/** Of the errors that one mistake makes, whether this is the one that says what to do. */
function isTelling(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  const here = all.filter(({ instancePath }) => instancePath === error.instancePath);
  switch (error.keyword) {
    // What a malformed key breaks is said by the error of the key itself, and what a condition asks for by its own.
    case 'propertyNames':
    case 'if':
      return false;
    // The branches say why none fits, unless each only wants another type.
    case 'anyOf':
      return here.every(({ keyword }) => keyword === 'anyOf' || keyword === 'type') && !isDeeper(error, all);
    case 'oneOf':
    case 'minProperties':
    case 'maxProperties':
      return !here.some(({ keyword }) => keyword === 'additionalProperties');
    case 'required':
      return !error.schemaPath.includes('/oneOf/');
    case 'type':
      return !error.schemaPath.includes('/anyOf/');
    default:
      return true;
  }
}

/** Whether a mistake was found further inside. */
const isDeeper = (error: ErrorObject, all: readonly ErrorObject[]): boolean =>
  all.some((other) => other.instancePath.startsWith(`${error.instancePath}/`));

function problem(yaml: YamlFile, error: ErrorObject): Problem {
  const path = pathOf(error);
  const key = keyOf(error);
  const parent = key === undefined ? path : path.slice(0, -1);
  const where = parent.length === 0 ? '' : `${parent.join('.')}: `;
  return { file: yaml.file, line: yaml.line(path.map(step)), message: `${where}${schemaMessage(error, key)}` };
}

const step = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

/** The key that is unknown or malformed, when the mistake is in a key. */
const keyOf = ({ params, propertyName }: ErrorObject): string | undefined =>
  (params as { readonly additionalProperty?: string }).additionalProperty ?? propertyName;

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((p) => [`${String(p.line)} ${p.message}`, p])).values(),
];
