import type { ValidationError } from '@quench/contracts/rules';
import { clip, didYouMean } from '@quench/kernel';
import { expectedOption, optionsOf } from './expected-option.js';

/** What is wrong with an option, and where it stands. */
export interface OptionProblem {
  readonly path: readonly string[];
  /** What was expected and what was found. */
  readonly message: string;
}

/** What class-validator found, in words that do not name its rules. */
export function optionProblems(
  errors: readonly ValidationError[],
  above: readonly string[] = [],
): readonly OptionProblem[] {
  return errors.flatMap((error) => {
    const path = [...above, error.property];
    if (error.constraints === undefined) return optionProblems(error.children ?? [], path);
    // What is inside of something of another kind says nothing more.
    return [{ path, message: messageOf(error, path.join('.')) }];
  });
}

function messageOf({ target, property, value, constraints = {} }: ValidationError, where: string): string {
  const of = target?.constructor ?? Object;
  if ('whitelistValidation' in constraints) return unknownOption(where, property, optionsOf(of));
  const expected = expectedOption(of, property);
  return value === undefined
    ? `missing option "${where}"; expected ${expected}`
    : `${where}: expected ${expected}, found ${found(value)}`;
}

/** What somebody wrote; of options only their names, since a value among them may be a secret in the wrong place. */
function found(value: unknown): string {
  if (value === null) return 'nothing';
  const isOptions = typeof value === 'object' && !Array.isArray(value);
  return clip(isOptions ? `{${Object.keys(value ?? {}).join(', ')}}` : JSON.stringify(value), 60);
}

const unknownOption = (where: string, option: string, known: readonly string[]): string =>
  `unknown option "${where}".${didYouMean(option, known)} Known: ${known.join(', ')}`;
