import { didYouMean } from '@quench/kernel';

/** Where something stands in a file, as keys and places in lists. */
export type Path = readonly (string | number)[];

/** Where a mistake is, and what it is. */
export type Mistake = readonly [path: Path, message: string];

/** Of a name that nothing has. */
export const none = (what: string, name: string, known: readonly string[]): string =>
  `no ${what} "${name}".${didYouMean(name, known)} Known: ${known.join(', ')}`;
