import { getMetadataStorage } from './rules.js';

/** Whether a value passes. */
export type Check = (value: unknown) => boolean;

/** What class-validator keeps of one decorator. */
export type ValidationMetadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

/** Checks of class-validator that look at the value and their own limits only, not at the object that it is part of. */
const OF_THE_VALUE = new Set([
  'arrayMaxSize',
  'isArray',
  'isBoolean',
  'isDefined',
  'isIn',
  'isInt',
  'isIso8601',
  'isObject',
  'matches',
  'maxLength',
  'min',
]);

/** The check of a decorator, by class-validator's own code; undefined for one that may look at more than the value. */
export function knownCheck(metadata: ValidationMetadata): Check | undefined {
  const [constraint, ...others] = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (constraint === undefined || others.length > 0 || constraint.async) return undefined;
  if (!OF_THE_VALUE.has(constraint.name) || metadata.validateIf !== undefined) return undefined;
  const { instance } = constraint;
  const { constraints, propertyName: property } = metadata;
  const args = { value: undefined, constraints, property, object: {}, targetName: '' };
  const check: Check = (value) => instance.validate(value, args) === true;
  return metadata.each ? (value) => Array.isArray(value) && every(value, check) : check;
}

/** Unlike the method of arrays it meets what is missing in a sparse one. */
export function every(values: readonly unknown[], check: Check): boolean {
  for (const value of values) if (!check(value)) return false;
  return true;
}
