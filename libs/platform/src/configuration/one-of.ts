import { ValidateBy } from '@quench/contracts/rules';

/**
 * An option with exactly one of several inside, of each group.
 * @param expected in words
 */
export const HasOneOf = (expected: string, ...groups: readonly (readonly string[])[]): PropertyDecorator =>
  ValidateBy(
    {
      name: 'hasOneOf',
      validator: { validate: (value: unknown) => groups.every((group) => countIn(value, group) === 1) },
    },
    { message: expected },
  );

/** An option that has one of some options inside only where it has another one, and then exactly one. */
export const HasOneWith = (expected: string, other: string, group: readonly string[]): PropertyDecorator =>
  ValidateBy(
    {
      name: 'hasOneWith',
      validator: { validate: (value: unknown) => countIn(value, group) === countIn(value, [other]) },
    },
    { message: expected },
  );

const countIn = (value: unknown, names: readonly string[]): number =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).filter(([name, one]) => names.includes(name) && one !== undefined).length
    : 0;
