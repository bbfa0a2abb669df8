import { defaultMetadataStorage as transformations } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, ValidationTypes } from './rules.js';
import { isPresent } from './fields.js';
import { every, knownCheck, type Check, type ValidationMetadata } from './known-checks.js';

type Class = new () => object;

/** Absent where decorators say something that only class-validator and class-transformer know how to judge. */
const compiled = new Map<Class, Check | undefined>();

/**
 * Whether `data` is well-formed, by checks that are put together once for each class. It says yes only where
 * class-validator does, and may say no to what class-validator then accepts.
 */
export function accepts(shape: Class, data: unknown): boolean {
  if (!compiled.has(shape)) compiled.set(shape, compile(shape));
  return compiled.get(shape)?.(data) ?? false;
}

function compile(shape: Class): Check | undefined {
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  const fields = new Map<string, Check>();
  for (const [name, ofField] of Map.groupBy(metadatas, ({ propertyName }) => propertyName)) {
    const check = name in shape.prototype ? undefined : fieldCheck(shape, name, ofField);
    if (check === undefined) return undefined;
    fields.set(name, check);
  }
  return fields.size === 0 || !isLeftAsItIs(shape, fields) ? undefined : ofFields(fields);
}

/** Whether instances begin empty, and no key or value is changed on its way into them. */
function isLeftAsItIs(shape: Class, fields: ReadonlyMap<string, Check>): boolean {
  const begun = Object.entries(new shape()).every(([name, value]) => fields.has(name) && value === undefined);
  const unchanged = [...fields.keys()].every(
    (name) => transformations.findTransformMetadatas(shape, name, 0).length === 0,
  );
  const exposed = transformations.getExposedMetadatas(shape);
  const excluded = transformations.getExcludedMetadatas(shape);
  return begun && unchanged && exposed.length + excluded.length === 0 && transformations.getStrategy(shape) === 'none';
}

function fieldCheck(shape: Class, name: string, metadatas: readonly ValidationMetadata[]): Check | undefined {
  const conditions = metadatas.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  if (conditions.some(({ constraints }) => constraints[0] !== isPresent)) return undefined;
  const type = transformations.findTypeMetadata(shape, name);
  // A type without nested validation would convert the value before it is checked.
  if (type !== undefined && !metadatas.some(isNested)) return undefined;
  const checks = metadatas
    .filter((metadata) => !conditions.includes(metadata))
    .map((metadata) => (isNested(metadata) ? partCheck(type) : knownCheck(metadata)));
  const known = checks.filter((check) => check !== undefined);
  if (known.length < checks.length) return undefined;
  const all: Check = (value) => known.every((check) => check(value));
  return conditions.length > 0 ? (value) => value === undefined || all(value) : all;
}

const isNested = ({ type }: ValidationMetadata): boolean => type === ValidationTypes.NESTED_VALIDATION;

/** One part, or a list of them. */
function partCheck(type: ReturnType<typeof transformations.findTypeMetadata>): Check | undefined {
  // Where the type depends on the value, or lists become sets and objects maps.
  if (type === undefined || type.typeFunction.length > 0 || type.options.discriminator !== undefined) return undefined;
  if ([Set, Map].includes(type.reflectedType)) return undefined;
  const part = type.typeFunction() as Class;
  const check: Check = (value) => accepts(part, value);
  return (value) => (Array.isArray(value) ? every(value, check) : check(value));
}

/** Reads a value as it would be stored: its own members that can be listed, and nothing that it inherits. */
function ofFields(fields: ReadonlyMap<string, Check>): Check {
  const needed = new Set([...fields].filter(([, check]) => !check(undefined)).map(([name]) => name));
  return (value) => {
    if (!isPlain(value)) return false;
    let missing = needed.size;
    for (const name of Object.keys(value)) {
      if (fields.get(name)?.(value[name]) !== true) return false;
      if (needed.has(name)) missing--;
    }
    return missing === 0;
  };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
