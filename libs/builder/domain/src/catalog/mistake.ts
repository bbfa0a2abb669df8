import { didYouMean } from '@quench/kernel';

/** Where a mistake is, as keys and places in lists, and what it is. */
export type Mistake = readonly [path: readonly (string | number)[], message: string];

/** Of a name that nothing has. */
export const none = (what: string, name: string, known: readonly string[]): string =>
  `no ${what} "${name}".${didYouMean(name, known)} Known: ${known.join(', ')}`;
