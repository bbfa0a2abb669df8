import type { ProvenancePredicate, Statement, TestResultPredicate } from '@quench/contracts';
import { isList, isObject, isText } from './shape.js';

/** Whether something is named and has a sha256. */
const isNamed = (value: unknown, by: 'uri' | 'name'): boolean =>
  isObject(value) && isText(value[by]) && isObject(value['digest']) && isText(value['digest']['sha256']);

/** The predicate of a provenance, as far as it is checked here; undefined when it has another shape. */
export function provenanceOf({ predicate }: Statement): ProvenancePredicate | undefined {
  if (!isObject(predicate)) return undefined;
  const { buildDefinition, runDetails } = predicate;
  if (!isObject(buildDefinition) || !isObject(runDetails)) return undefined;
  const { buildType, externalParameters, resolvedDependencies } = buildDefinition;
  const whole =
    isText(buildType) &&
    isObject(externalParameters) &&
    isText(externalParameters['recipe']) &&
    isText(externalParameters['platform']) &&
    isList(resolvedDependencies, (one) => isNamed(one, 'uri')) &&
    isList(runDetails['byproducts'], (one) => isNamed(one, 'name'));
  return whole ? (predicate as unknown as ProvenancePredicate) : undefined;
}

/** The predicate of a verdict; undefined when it has another shape. */
export function testResultOf({ predicate }: Statement): TestResultPredicate | undefined {
  if (!isObject(predicate)) return undefined;
  const whole =
    isText(predicate['result']) &&
    isList(predicate['configuration'], (one) => isNamed(one, 'name')) &&
    ['passedTests', 'warnedTests', 'failedTests'].every((name) => isList(predicate[name], isText));
  return whole ? (predicate as unknown as TestResultPredicate) : undefined;
}
