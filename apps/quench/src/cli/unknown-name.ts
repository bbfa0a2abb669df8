import { didYouMean } from '@quench/kernel';

/** A refusal of a name that nothing has, in words, with the nearest one that something has. */
export const unknownName = (
  said: string,
  { name, known, see }: { readonly name: string; readonly known: readonly string[]; readonly see: string },
): string => `${said} "${name}".${didYouMean(name, known)} See: ${see}`;
