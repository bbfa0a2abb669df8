import { getMetadataStorage } from '@quench/contracts/rules';

/** What class-validator keeps of one decorator. */
type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

const rulesOf = (of: object): readonly Rule[] =>
  of instanceof Function ? getMetadataStorage().getTargetValidationMetadatas(of, '', true, false) : [];

/** The options of a class with rules, in alphabetical order. */
export const optionsOf = (of: object): readonly string[] =>
  [...new Set(rulesOf(of).map(({ propertyName }) => propertyName))].sort();

/**
 * What the rules of an option ask for, in words: `a whole number from 1 to 256`. The `message` of a rule is taken as such
 * words; of a rule that has no others, such as a pattern, it has to be there.
 */
export function expectedOption(of: object, option: string): string {
  const rules = rulesOf(of).filter(({ propertyName }) => propertyName === option);
  const has = (name: string): boolean => rules.some((rule) => rule.name === name);
  const limit = (name: string): string | undefined => {
    const rule = rules.find((one) => one.name === name);
    return rule === undefined ? undefined : String(rule.constraints?.[0]);
  };
  const one = words(rules) ?? (has('isInt') ? 'a whole number' : has('isString') ? 'text' : 'options with values');
  if (has('isArray')) return `a list (${between(limit('arrayMinSize'), limit('arrayMaxSize'))}) of ${one}`;
  return `${one} ${between(limit('min'), limit('max'))}`.trimEnd();
}

function words(rules: readonly Rule[]): string | undefined {
  const allowed: unknown = rules.find(({ name }) => name === 'isIn')?.constraints?.[0];
  if (Array.isArray(allowed)) return `one of ${allowed.join(', ')}`;
  // The message of a nested part is one that the library wrote.
  return rules.map(({ name, message }) => (name === undefined ? undefined : message)).find((said) => isText(said));
}

const isText = (said: unknown): said is string => typeof said === 'string';

function between(least: string | undefined, most: string | undefined): string {
  if (least !== undefined && most !== undefined) return `from ${least} to ${most}`;
  if (least !== undefined) return `of at least ${least}`;
  return most === undefined ? '' : `of at most ${most}`;
}
